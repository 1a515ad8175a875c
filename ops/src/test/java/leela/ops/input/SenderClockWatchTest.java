package leela.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.SenderClocks;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.io.http.status.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of senders whose clocks are off. */
final class SenderClockWatchTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long HOUR_NS = 3600 * SECOND_NS;

    private final SenderClocks clocks = new SenderClocks();
    private final ManualClock clock = new ManualClock(100 * HOUR_NS);
    private final Counters counters = Counters.inMemory();
    private final SenderClockWatch watch = new SenderClockWatch(clocks, clock, counters);

    @Test
    void shouldSayWhoseClockIsOffByHowMuch() {
        final Series load = Series.detached("web1.load".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 2; i++) {
            clocks.onOff(7, () -> "10.0.0.7:4711", 2 * HOUR_NS, load, clock.timeNs());
            clock.advanceNs(60 * SECOND_NS);
        }
        watch.look();

        assertThat(counters.read(EngineCounter.SENDERS_OFF)).isEqualTo(1);
        assertThat(watch.parts())
                .containsExactly(new Readiness.Part(
                        "sender clocks",
                        true,
                        "what 10.0.0.7 sends is 2 h behind the clock, such as web1.load: windows and alerts leave it"
                                + " out"));
        clocks.onRight(7);
        watch.look();
        assertThat(counters.read(EngineCounter.SENDERS_OFF)).isZero();
        assertThat(watch.parts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "61, 1 min behind",
        "7199, 119 min behind",
        "7200, 2 h behind",
        "-3000, 50 min ahead of",
        "172800, 2 d behind"
    })
    void shouldSayHowFar(final long seconds, final String text) {
        assertThat(SenderClockWatch.distance(seconds * SECOND_NS)).isEqualTo(text);
    }
}
