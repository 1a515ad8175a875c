package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind the datagram is read, and every entry is accounted for. */
final class TextDecoderFuzzTest {

    private static final int ROUNDS = 3_000;
    private static final int MAX_LENGTH = 20_000;
    private static final String[] PIECES = {
        "gauge ",
        "counter ",
        "event ",
        "data ",
        "6|foobar",
        "1|k",
        " ",
        "1.5",
        "-1e3",
        "nan",
        "10.5;",
        ";",
        "\n",
        "name: ",
        "2|{}",
        "999999999|",
        "\0",
        "\u00ff",
        "."
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(TextCounter.values()));

    @FuzzTest
    void shouldStandAnyDatagram(final byte[] datagram) {
        if (datagram.length < MAX_LENGTH) {
            check(datagram);
        }
    }

    @Test
    void shouldStandRandomMixturesOfItsOwnPieces() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final StringBuilder datagram = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                datagram.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                check(datagram.toString().getBytes(ISO_8859_1));
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + datagram, failed);
            }
        }
    }

    private static void check(final byte[] datagram) {
        for (final TextDialect dialect : List.of(TextDialect.UDP, TextDialect.DATABUS, TextDialect.EVENTS)) {
            final List<Entry> entries = decode(dialect, datagram, (byte) '7');
            assertThat(decode(dialect, datagram, (byte) ';')).isEqualTo(entries);
        }
    }

    /** Decodes the datagram in front of other bytes. */
    private static List<Entry> decode(final TextDialect dialect, final byte[] datagram, final byte behind) {
        final RecordingPipeline pipeline = PIPELINE;
        final long before = received(pipeline) - rejected(pipeline);
        final byte[] bytes = Arrays.copyOf(datagram, datagram.length + 16);
        Arrays.fill(bytes, datagram.length, bytes.length, behind);
        new TextDecoder(pipeline.producer(TextProtocol.DATABUS.source()), dialect)
                .decode(new UnsafeBuffer(bytes), datagram.length, 1);
        final List<Entry> entries = pipeline.take();
        assertThat(received(pipeline) - rejected(pipeline) - before).isEqualTo(entries.size());
        return entries;
    }

    private static long received(final RecordingPipeline pipeline) {
        return pipeline.counters().sum("metrics.received");
    }

    private static long rejected(final RecordingPipeline pipeline) {
        return pipeline.counters().sum("metrics.rejected");
    }
}
