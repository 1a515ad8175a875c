package leela.io.input.opentsdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.StreamProtocol;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every entry is accounted for. */
final class PutLinesFuzzTest {

    private static final int ROUNDS = 1_000;
    private static final int MAX_LENGTH = 20_000;
    private static final String[] PIECES = {
        "put ",
        "put web 1795915023 1.5",
        " host=a",
        "=",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\n",
        "version\n",
        "help",
        "nan",
        "1795915023648",
        "%",
        "\0",
        "ÿ",
        "-"
    };

    private static final StreamProtocol PROTOCOL = new PutProtocol("leela");
    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(PutCounter.values(), LineCounter.values()));

    @FuzzTest
    void shouldStandAnyLines(final byte[] bytes) {
        if (bytes.length < MAX_LENGTH) {
            check(bytes);
        }
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                check(text.toString().getBytes(ISO_8859_1));
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + text, failed);
            }
        }
    }

    private static void check(final byte[] bytes) {
        assertThat(stream(bytes, (byte) '7')).isEqualTo(stream(bytes, (byte) '\n'));
    }

    private static List<Entry> stream(final byte[] bytes, final byte behind) {
        final long before = balance();
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
        Arrays.fill(longer, bytes.length, longer.length, behind);
        final int taken = PROTOCOL.input(PIPELINE.producer(PROTOCOL.source()))
                .decoders()
                .get()
                .decode(new UnsafeBuffer(longer), bytes.length, 1);
        assertThat(taken).isBetween(0, bytes.length);
        final List<Entry> entries = PIPELINE.take();
        assertThat(balance() - before).isEqualTo(entries.size());
        return entries;
    }

    private static long balance() {
        return PIPELINE.counters().sum("metrics.received") - PIPELINE.counters().sum("metrics.rejected");
    }
}
