package leela.engine.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each series by its own interval. Samples are (value, second). */
final class IntervalRulesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long TTL = 3600 * SECOND;

    private final Series series = Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));
    private final Rules rules = new IntervalRules(TTL, CounterFall.AUTO);

    // ---- derive and counter

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60, 300, 3600, 86_400})
    void shouldGiveARateWithEverySampleOfASenderThatJitters(final int interval) {
        series.intervalMs(interval * 1000);
        final SplittableRandom random = new SplittableRandom(interval);
        judge(MetricType.DERIVE, 0, interval * SECOND);

        for (int i = 2; i < 100; i++) {
            final long jitter = random.nextLong(interval * SECOND / 10) - interval * SECOND / 20;
            assertThat(judge(MetricType.DERIVE, (i - 1) * 1000L, i * interval * SECOND + jitter))
                    .isEqualTo(Verdict.EMITTED);
            assertThat(rules.value()).isCloseTo(1000.0 / interval, within(1000.0 / interval / 8));
        }
    }

    @Test
    void shouldGiveARateFromHalfAnIntervalOn() {
        series.intervalMs(10_000);
        judge(MetricType.COUNTER, 0, 1000 * SECOND);

        assertThat(judge(MetricType.COUNTER, 49, 1005 * SECOND - 1)).isEqualTo(Verdict.EARLY);
        assertThat(judge(MetricType.COUNTER, 50, 1005 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(10);
        assertThat(rules.timeNs()).isEqualTo(1005 * SECOND);
    }

    @Test
    void shouldGiveARateFromOneSecondOnWhereNoIntervalIsKnown() {
        judge(MetricType.DERIVE, 0, 1000 * SECOND);

        assertThat(judge(MetricType.DERIVE, 4, 1001 * SECOND - 1)).isEqualTo(Verdict.EARLY);
        assertThat(judge(MetricType.DERIVE, 5, 1001 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(5);
    }

    @Test
    void shouldKeepSamplesForThreeIntervalsWhereThatIsLongerThanTtl() {
        series.intervalMs(86_400_000);
        judge(MetricType.DERIVE, 0, 0);
        assertThat(judge(MetricType.DERIVE, 864_000, 10 * 86_400 * SECOND / 4)).isEqualTo(Verdict.EMITTED);

        assertThat(judge(MetricType.DERIVE, 1, (10 * 86_400 / 4 + 3 * 86_400) * SECOND))
                .isEqualTo(Verdict.EXPIRED);
        assertThat(rules.ttlNs(series)).isEqualTo(3 * 86_400 * SECOND);
    }

    @Test
    void shouldKeepSamplesForTtlWhereThatIsLongerThanThreeIntervals() {
        series.intervalMs(10_000);
        judge(MetricType.DERIVE, 0, 0);

        assertThat(judge(MetricType.DERIVE, 1, TTL - 1)).isEqualTo(Verdict.EMITTED);
        assertThat(judge(MetricType.DERIVE, 1, 2 * TTL - 1)).isEqualTo(Verdict.EXPIRED);
    }

    // ---- absolute

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60, 90, 300})
    void shouldGiveTheTrueRateOfAbsolutesAtAnyInterval(final int interval) {
        series.intervalMs(interval * 1000);

        for (int i = 1; i < 10; i++) {
            assertThat(judge(MetricType.ABSOLUTE, interval, i * interval * SECOND))
                    .isEqualTo(Verdict.EMITTED);
            assertThat(rules.value()).isEqualTo(1);
            assertThat(rules.timeNs()).isEqualTo(i * interval * SECOND);
        }
    }

    @Test
    void shouldDivideAnAbsoluteByTheTimeSinceTheOneBefore() {
        series.intervalMs(60_000);
        judge(MetricType.ABSOLUTE, 60, 60 * SECOND);

        assertThat(judge(MetricType.ABSOLUTE, 62, 122 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(1);
    }

    @Test
    void shouldDivideTheFirstAbsoluteBehindAGapByTheInterval() {
        series.intervalMs(10_000);
        judge(MetricType.ABSOLUTE, 10, 0);

        assertThat(judge(MetricType.ABSOLUTE, 20, 2 * TTL)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(2);
        assertThat(rules.timeNs()).isEqualTo(2 * TTL);
    }

    @Test
    void shouldLoseNothingOfAbsolutesThatComeTooSoon() {
        series.intervalMs(10_000);
        judge(MetricType.ABSOLUTE, 10, 10 * SECOND);

        assertThat(judge(MetricType.ABSOLUTE, 3, 12 * SECOND)).isEqualTo(Verdict.ACCUMULATED);
        assertThat(judge(MetricType.ABSOLUTE, 7, 20 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(1);
    }

    @Test
    void shouldSumUpAbsolutesOverAMinuteWhereNoIntervalIsKnown() {
        assertThat(judge(MetricType.ABSOLUTE, 10, 1000 * SECOND)).isEqualTo(Verdict.FIRST);
        assertThat(judge(MetricType.ABSOLUTE, 50, 1030 * SECOND)).isEqualTo(Verdict.ACCUMULATED);
        assertThat(judge(MetricType.ABSOLUTE, 7, 1060 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(1);
        assertThat(rules.timeNs()).isEqualTo(1060 * SECOND);
    }

    // ---- bounds

    @Test
    void shouldGiveNoEventWhereARateIsOutOfBounds() {
        series.intervalMs(10_000);
        series.bounds(new Bounds(0, Double.POSITIVE_INFINITY));
        judge(MetricType.DERIVE, 10_000_000, 0);

        // the machine has started anew
        assertThat(judge(MetricType.DERIVE, 12_345, 10 * SECOND)).isEqualTo(Verdict.BOUNDS);
        assertThat(judge(MetricType.DERIVE, 10_012_345, 20 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(1_000_000);
    }

    @Test
    void shouldGiveNoEventWhereAGaugeIsOutOfBounds() {
        series.bounds(new Bounds(0, 100));

        assertThat(judgeGauge(-0.1)).isEqualTo(Verdict.BOUNDS);
        assertThat(judgeGauge(100.1)).isEqualTo(Verdict.BOUNDS);
        assertThat(judgeGauge(0)).isEqualTo(Verdict.EMITTED);
        assertThat(judgeGauge(100)).isEqualTo(Verdict.EMITTED);
        assertThat(judgeGauge(Double.NaN)).isEqualTo(Verdict.EMITTED);
    }

    @Test
    void shouldLetDerivesWithoutBoundsFall() {
        judge(MetricType.DERIVE, 100, 0);

        assertThat(judge(MetricType.DERIVE, 0, 10 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(-10);
    }

    // ---- a clock set back

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER"})
    void shouldStartAnewFromThreeOlderSamplesThatRise(final MetricType type) {
        final long ahead = 50 * 60 * SECOND;
        judge(type, 1000, ahead);

        assertThat(judge(type, 2000, SECOND)).isEqualTo(Verdict.OLD);
        assertThat(judge(type, 3000, 2 * SECOND)).isEqualTo(Verdict.OLD);
        assertThat(judge(type, 4000, 3 * SECOND)).isEqualTo(Verdict.RESTARTED);
        assertThat(judge(type, 5000, 4 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(1000);
    }

    @Test
    void shouldNotStartAnewFromOlderSamplesThatDoNotRise() {
        judge(MetricType.DERIVE, 0, 1000 * SECOND);

        for (int i = 10; i > 0; i--) {
            assertThat(judge(MetricType.DERIVE, 1, i * SECOND)).isEqualTo(Verdict.OLD);
        }
    }

    @Test
    void shouldNotStartAnewFromOlderSamplesThatComeBetweenNewerOnes() {
        judge(MetricType.DERIVE, 0, 1000 * SECOND);

        for (int i = 1; i < 10; i++) {
            assertThat(judge(MetricType.DERIVE, 1, i * SECOND)).isEqualTo(Verdict.OLD);
            assertThat(judge(MetricType.DERIVE, 1, (1000 + i) * SECOND)).isEqualTo(Verdict.EMITTED);
        }
    }

    @Test
    void shouldNotTakeACopyForAClockThatWasSetBack() {
        judge(MetricType.DERIVE, 0, 1000 * SECOND);

        for (int i = 0; i < 10; i++) {
            assertThat(judge(MetricType.DERIVE, 0, 1000 * SECOND)).isEqualTo(Verdict.OLD);
        }
    }

    @Test
    void shouldRefuseATtlThatNoRateFitsIn() {
        assertThatThrownBy(() -> new IntervalRules(SECOND - 1, CounterFall.AUTO))
                .hasMessage("timeline: ttl 999999999 ns (expected: >= 1000000000)");
    }

    private Verdict judge(final MetricType type, final long value, final long timeNs) {
        return rules.judge(series, type, true, value, timeNs);
    }

    private Verdict judgeGauge(final double value) {
        return rules.judge(series, MetricType.GAUGE, false, Double.doubleToRawLongBits(value), 0);
    }
}
