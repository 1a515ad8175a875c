package leela.io.input.statsd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every value is accounted for. */
final class StatsdFuzzTest {

    private static final int ROUNDS = 1_000;
    private static final int MAX_LENGTH = 20_000;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String[] PIECES = {
        "web", ":", "1", "1.5", "-3", "+2", "|", "c", "g", "ms", "s", "h", "d", "|@0.5", "|@", "|#a:b,c", "#", ",",
        "\n", "nan", "\0", "1e999", "x", "|c:id", "a:1|c\n", "ÿ"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(StatsdCounter.values(), LineCounter.values()));

    private static long nowNs = SECOND_NS;

    @FuzzTest
    void shouldStandAnyDatagram(final byte[] bytes) {
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
            for (int i = random.nextInt(24); i >= 0; i--) {
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
        assertThat(points(bytes, (byte) '7')).isEqualTo(points(bytes, (byte) '|'));
    }

    /** What a window gives of one datagram. */
    private static List<String> points(final byte[] bytes, final byte behind) {
        nowNs += 20 * SECOND_NS;
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
        Arrays.fill(longer, bytes.length, longer.length, behind);
        final Statsd statsd =
                new Statsd(StatsdSettings.DEFAULT, PIPELINE.producer(Statsd.FLUSHED), PIPELINE.counters());
        statsd.overUdp()
                .decoder(PIPELINE.producer(statsd.overUdp().source()))
                .decode(new UnsafeBuffer(longer), bytes.length, nowNs);
        statsd.close();
        final List<Entry> entries = PIPELINE.take();
        assertThat(PIPELINE.count(StatsdCounter.RECEIVED))
                .isEqualTo(PIPELINE.count(StatsdCounter.AGGREGATED)
                        + PIPELINE.counters().sum("metrics.rejected"));
        return entries.stream().map(entry -> entry.key() + " " + entry.value()).toList();
    }
}
