package leela.io.input.statsd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.DatagramDecoder;
import leela.io.input.FuzzedLedger;
import leela.io.input.FuzzedPieces;
import leela.io.input.line.LineCounter;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every value is accounted for. */
final class StatsdFuzzTest {

    private static final int MOST_SERIES = 10_000;
    private static final int TIMES = 3;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String[] PIECES = {
        "web", ":", "1", "1.5", "-3", "+2", "|", "c", "g", "ms", "s", "h", "d", "|@0.5", "|@", "|#a:b,c", "#", ",",
        "\n", "nan", "\0", "1e999", "x", "|c:id", "a:1|c\n", "ÿ"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(StatsdCounter.values(), LineCounter.values()));

    private static long nowNs = SECOND_NS;

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyDatagram(final byte[] bytes) {
        if (bytes.length < FuzzedLedger.MAX_LENGTH) {
            check(bytes);
        }
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(ISO_8859_1, PIECES, StatsdFuzzTest::check);
    }

    private static void check(final byte[] bytes) {
        final List<String> points = points(bytes, (byte) '7', false);
        assertThat(points(bytes, (byte) '|', false)).isEqualTo(points);
        assertThat(points(bytes, (byte) '7', true)).isEqualTo(points);
    }

    /** What a window gives of a datagram that comes three times; of its lines each by itself, if so wanted. */
    private static List<String> points(final byte[] bytes, final byte behind, final boolean isEachAlone) {
        nowNs += 20 * SECOND_NS;
        final Statsd statsd =
                new Statsd(StatsdSettings.DEFAULT, PIPELINE.producer(Statsd.FLUSHED), PIPELINE.counters());
        final DatagramDecoder decoder = decoder(statsd);
        for (int time = 0; time < TIMES; time++) {
            int start = 0;
            for (int at = 0; at < bytes.length && isEachAlone; at++) {
                if (bytes[at] == '\n') {
                    decode(decoder(statsd), Arrays.copyOfRange(bytes, start, at), behind);
                    start = at + 1;
                }
            }
            decode(isEachAlone ? decoder(statsd) : decoder, Arrays.copyOfRange(bytes, start, bytes.length), behind);
        }
        statsd.close();
        final List<Entry> entries = PIPELINE.take();
        PIPELINE.forgetSeries(MOST_SERIES);
        assertThat(PIPELINE.count(StatsdCounter.RECEIVED))
                .isEqualTo(PIPELINE.count(StatsdCounter.AGGREGATED)
                        + PIPELINE.counters().sum("metrics.rejected"));
        return entries.stream()
                .map(entry -> entry.key() + " " + entry.value())
                .sorted()
                .toList();
    }

    private static DatagramDecoder decoder(final Statsd statsd) {
        return statsd.overUdp().decoder(PIPELINE.producer(statsd.overUdp().source()));
    }

    private static void decode(final DatagramDecoder decoder, final byte[] bytes, final byte behind) {
        decoder.decode(FuzzedLedger.followed(bytes, behind), bytes.length, nowNs);
    }
}
