package leela.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

/** Whose values come far from the clock. */
final class SenderClocksTest {

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long HOUR_NS = 60 * MINUTE_NS;

    private final SenderClocks clocks = new SenderClocks();
    private final Series load = Series.detached("web1.load".getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldNameOneThatIsOffForAMinute() {
        off(7, 2 * HOUR_NS, 0);
        off(7, 2 * HOUR_NS, MINUTE_NS - 1);
        assertThat(clocks.off(MINUTE_NS - 1)).isEmpty();

        off(7, 2 * HOUR_NS, MINUTE_NS);

        assertThat(clocks.off(MINUTE_NS))
                .containsExactly(new SenderClocks.Off("10.0.0.7", 2 * HOUR_NS, "web1.load", 0));
    }

    @Test
    void shouldForgetOneThatIsRightOrSilent() {
        off(7, 2 * HOUR_NS, 0);
        off(8, -HOUR_NS, 0);
        off(7, 2 * HOUR_NS, MINUTE_NS);
        off(8, -HOUR_NS, MINUTE_NS);
        assertThat(clocks.off(MINUTE_NS)).hasSize(2);

        clocks.onRight(7);
        assertThat(clocks.off(MINUTE_NS)).extracting(SenderClocks.Off::behindNs).containsExactly(-HOUR_NS);
        assertThat(clocks.isWatching()).isTrue();
        assertThat(clocks.off(MINUTE_NS + HOUR_NS)).isEmpty();
        assertThat(clocks.isWatching()).isFalse();
    }

    @Test
    void shouldLookAtSoManyAtATime() {
        for (int i = 0; i < 1000; i++) {
            off(i, HOUR_NS, 0);
            off(i, HOUR_NS, MINUTE_NS);
        }

        assertThat(clocks.off(MINUTE_NS)).hasSize(256);
    }

    private void off(final long account, final long behindNs, final long nowNs) {
        clocks.onOff(account, () -> "10.0.0." + account + ":4711", behindNs, load, nowNs);
    }
}
