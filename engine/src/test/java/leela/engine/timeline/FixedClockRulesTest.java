package leela.engine.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of [timeline 2.2], row by row, and its borders. Samples are (value, second). */
final class FixedClockRulesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long CLOCK = 60 * SECOND;
    private static final long TTL = 3600 * SECOND;
    private static final double TWO_32 = 0x1p32;
    private static final double TWO_64 = 0x1p64;

    private final Series series = Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));
    private Rules rules = new FixedClockRules(CLOCK, TTL, CounterFall.AUTO);

    // ---- gauge

    @ParameterizedTest
    @CsvSource({
        "1000, first",
        "1000, same",
        "500, before",
        "1001, within clock",
        "1060, clock",
        "4599, within ttl",
        "4600, ttl",
        "9000, beyond"
    })
    void shouldEmitEveryGauge(final long second) {
        judge(MetricType.GAUGE, 1, 1000 * SECOND);

        assertThat(judge(MetricType.GAUGE, 2.5, second * SECOND)).isEqualTo(Verdict.EMITTED);
        assertEmitted(2.5, second * SECOND);
    }

    @Test
    void shouldStoreNewerGaugesOnly() {
        judge(MetricType.GAUGE, 1, 1000 * SECOND);
        judge(MetricType.GAUGE, 2, 1001 * SECOND);
        assertThat(series.lastTimeNs()).isEqualTo(1001 * SECOND);

        judge(MetricType.GAUGE, 3, 999 * SECOND);
        assertThat(series.lastTimeNs()).isEqualTo(1001 * SECOND);
    }

    @Test
    void shouldEmitGaugesThatAreNoNumbers() {
        for (final double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0}) {
            judge(MetricType.GAUGE, value, 0);
            assertThat(Double.doubleToRawLongBits(rules.value())).isEqualTo(Double.doubleToRawLongBits(value));
        }
    }

    // ---- derive, counter and absolute: the columns of the table

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER", "ABSOLUTE"})
    void shouldStoreTheFirstSample(final MetricType type) {
        assertThat(judge(type, 10, 1000 * SECOND)).isEqualTo(Verdict.FIRST);
        assertStored(10, 1000 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER", "ABSOLUTE"})
    void shouldIgnoreSamplesThatAreNotNewer(final MetricType type) {
        judge(type, 10, 1000 * SECOND);

        assertThat(judge(type, 20, 1000 * SECOND)).isEqualTo(Verdict.OLD);
        assertThat(judge(type, 20, 1000 * SECOND - 1)).isEqualTo(Verdict.OLD);
        assertThat(judge(type, 20, 0)).isEqualTo(Verdict.OLD);
        assertStored(10, 1000 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER"})
    void shouldIgnoreRatesWithinTheClockPeriod(final MetricType type) {
        judge(type, 10, 1000 * SECOND);

        assertThat(judge(type, 20, 1000 * SECOND + 1)).isEqualTo(Verdict.EARLY);
        assertThat(judge(type, 20, 1060 * SECOND - 1)).isEqualTo(Verdict.EARLY);
        assertStored(10, 1000 * SECOND);
    }

    @Test
    void shouldSumUpAbsolutesWithinTheClockPeriod() {
        judge(MetricType.ABSOLUTE, 10, 1000 * SECOND);

        assertThat(judge(MetricType.ABSOLUTE, 20, 1000 * SECOND + 1)).isEqualTo(Verdict.ACCUMULATED);
        assertThat(judge(MetricType.ABSOLUTE, 30, 1060 * SECOND - 1)).isEqualTo(Verdict.ACCUMULATED);
        assertStored(60, 1000 * SECOND);

        assertThat(judge(MetricType.ABSOLUTE, 7, 1100 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertEmitted(1, 1060 * SECOND);
        assertStored(7, 1100 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER"})
    void shouldEmitTheRateFromClockUntilTtl(final MetricType type) {
        judge(type, 10, 1000 * SECOND);
        assertThat(judge(type, 130, 1060 * SECOND)).isEqualTo(Verdict.EMITTED);
        assertEmitted(2, 1060 * SECOND);
        assertStored(130, 1060 * SECOND);

        assertThat(judge(type, 200, 1060 * SECOND + TTL - 1)).isEqualTo(Verdict.EMITTED);
        assertThat(rules.value()).isEqualTo(70 / 3599.999999999);
    }

    @ParameterizedTest
    @EnumSource(
            value = MetricType.class,
            names = {"DERIVE", "COUNTER", "ABSOLUTE"})
    void shouldStartAnewFromTtlOn(final MetricType type) {
        judge(type, 10, 1000 * SECOND);

        assertThat(judge(type, 20, 1000 * SECOND + TTL)).isEqualTo(Verdict.EXPIRED);
        assertStored(20, 1000 * SECOND + TTL);
    }

    @Test
    void shouldLetDerivesFall() {
        judge(MetricType.DERIVE, 10, 0);
        judge(MetricType.DERIVE, -110, CLOCK);
        assertEmitted(-2, CLOCK);
    }

    @Test
    void shouldTakeTheTrueDifferenceOfTimes() {
        judge(MetricType.DERIVE, 10, 10 * SECOND + 900_000_000);
        judge(MetricType.DERIVE, 130, 70 * SECOND + 900_000_001);
        assertEmitted(120 / 60.000000001, 70 * SECOND + 900_000_001);
    }

    @Test
    void shouldStartAnewWhenTheTypeChanges() {
        judge(MetricType.DERIVE, 10, 0);

        assertThat(judge(MetricType.COUNTER, 130, CLOCK)).isEqualTo(Verdict.FIRST);
        assertThat(judge(MetricType.COUNTER, 250, 2 * CLOCK)).isEqualTo(Verdict.EMITTED);
        assertEmitted(2, 2 * CLOCK);
        assertThat(judge(MetricType.GAUGE, 1, CLOCK)).isEqualTo(Verdict.EMITTED);
        assertThat(judge(MetricType.COUNTER, 370, 3 * CLOCK)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void shouldStartAnewAfterForgetting() {
        judge(MetricType.DERIVE, 10, 0);
        series.forget();

        assertThat(judge(MetricType.DERIVE, 130, CLOCK)).isEqualTo(Verdict.FIRST);
    }

    // ---- a counter that falls

    @ParameterizedTest
    @CsvSource({"4294967295, 4", "3758096384, 0", "3758096384, 536870911"})
    void shouldTakeAFallFromTheLastEighthToTheFirstForAWrap(final long v0, final long v1) {
        final double rate = (TWO_32 - v0 + v1) / 60;
        assertThat(fall(v0, v1)).isEqualTo(Verdict.EMITTED);
        assertEmitted(rate, CLOCK);
        assertThat(integralFall(v0, v1)).isEqualTo(Verdict.EMITTED);
        assertEmitted(rate, CLOCK);
    }

    @ParameterizedTest
    @CsvSource({"3758096383, 0", "3758096384, 536870912", "4294967295, 4294967294", "100, 5", "1, 0"})
    void shouldTakeAnyOtherFallForAReset(final long v0, final long v1) {
        assertThat(fall(v0, v1)).isEqualTo(Verdict.COUNTER_RESET);
        assertStored(v1, CLOCK);
        assertThat(integralFall(v0, v1)).isEqualTo(Verdict.COUNTER_RESET);
        assertThat(series.lastBits()).isEqualTo(v1);
    }

    @ParameterizedTest
    @CsvSource({
        "18446744073709551615, 0, 1",
        "16140901064495857664, 0, 2305843009213693952",
        "16140901064495857664, 2305843009213693951, 4611686018427387903"
    })
    void shouldSeeTheExactBordersOfSixtyFourBits(final String v0, final String v1, final String gained) {
        assertThat(integralFall(Long.parseUnsignedLong(v0), Long.parseUnsignedLong(v1)))
                .isEqualTo(Verdict.EMITTED);
        assertEmitted(Double.parseDouble(gained) / 60, CLOCK);
    }

    @ParameterizedTest
    @CsvSource({
        "16140901064495857663, 0",
        "16140901064495857664, 2305843009213693952",
        "4294967296, 0",
        "18446744073709551615, 18446744073709551614"
    })
    void shouldNotRoundACounterAcrossABorder(final String v0, final String v1) {
        assertThat(integralFall(Long.parseUnsignedLong(v0), Long.parseUnsignedLong(v1)))
                .isEqualTo(Verdict.COUNTER_RESET);
    }

    @ParameterizedTest
    @CsvSource({"100, 5", "4294967295, 4294967294", "3758096383, 0"})
    void shouldTakeEveryFallForAWrapWhereConfigured(final long v0, final long v1) {
        rules = new FixedClockRules(CLOCK, TTL, CounterFall.WRAP);
        assertThat(fall(v0, v1)).isEqualTo(Verdict.EMITTED);
        assertEmitted((TWO_32 - v0 + v1) / 60, CLOCK);
        assertThat(integralFall(v0, v1)).isEqualTo(Verdict.EMITTED);
        assertEmitted((TWO_32 - v0 + v1) / 60, CLOCK);
    }

    @Test
    void shouldWrapAtSixtyFourBitsFromTwoToTheThirtyTwoOn() {
        rules = new FixedClockRules(CLOCK, TTL, CounterFall.WRAP);
        assertThat(fall(TWO_32, 5)).isEqualTo(Verdict.EMITTED);
        assertEmitted((TWO_64 - TWO_32 + 5) / 60, CLOCK);
        assertThat(integralFall(1L << 32, 5)).isEqualTo(Verdict.EMITTED);
        assertEmitted((TWO_64 - TWO_32 + 5) / 60, CLOCK);
    }

    @Test
    void shouldNeverWrapWhereConfigured() {
        rules = new FixedClockRules(CLOCK, TTL, CounterFall.RESET);
        assertThat(fall(4294967295L, 0)).isEqualTo(Verdict.COUNTER_RESET);
        assertThat(integralFall(-1L, 0)).isEqualTo(Verdict.COUNTER_RESET);
    }

    @Test
    void shouldNotTakeAStandingCounterForAFall() {
        assertThat(fall(7, 7)).isEqualTo(Verdict.EMITTED);
        assertEmitted(0, CLOCK);
    }

    // ---- integers beyond 2^53

    @Test
    void shouldLoseNothingOfIntegersBeyondTwoToTheFiftyThree() {
        integral(MetricType.COUNTER, (1L << 60) + 1, 0);
        integral(MetricType.COUNTER, (1L << 60) + 61, CLOCK);
        assertEmitted(1, CLOCK);
        integral(MetricType.COUNTER, -2L, 2 * CLOCK);
        integral(MetricType.COUNTER, -1L, 3 * CLOCK);
        assertEmitted(1 / 60.0, 3 * CLOCK);
    }

    @Test
    void shouldLoseNothingOfDerivesFromEndToEnd() {
        integral(MetricType.DERIVE, Long.MIN_VALUE, 0);
        integral(MetricType.DERIVE, Long.MAX_VALUE, CLOCK);
        assertEmitted(TWO_64 / 60, CLOCK);
        integral(MetricType.DERIVE, Long.MIN_VALUE + 1, 2 * CLOCK);
        assertEmitted(-(TWO_64 - 2) / 60, 2 * CLOCK);
        integral(MetricType.DERIVE, Long.MIN_VALUE + 61, 3 * CLOCK);
        assertEmitted(1, 3 * CLOCK);
    }

    @Test
    void shouldSumUpAbsolutesExactlyAndPastSixtyFourBits() {
        integral(MetricType.ABSOLUTE, 1L << 62, 0);
        integral(MetricType.ABSOLUTE, 60, 1);
        integral(MetricType.ABSOLUTE, -(1L << 62), 2);
        integral(MetricType.ABSOLUTE, 1L << 62, 3);
        integral(MetricType.ABSOLUTE, 0, CLOCK);
        assertEmitted(0x1.4p64 / 60, CLOCK);
    }

    @Test
    void shouldMixIntegersAndDoubles() {
        integral(MetricType.COUNTER, 10, 0);
        judge(MetricType.COUNTER, 130.5, CLOCK);
        assertEmitted(120.5 / 60, CLOCK);
        integral(MetricType.COUNTER, 250, 2 * CLOCK);
        assertEmitted(119.5 / 60, 2 * CLOCK);
    }

    @Test
    void shouldReadIntegralGaugesAsTheirTypeSays() {
        integral(MetricType.GAUGE, 5, 0);
        assertEmitted(5, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "-1, 60", "60, 59"})
    void shouldRefusePeriodsThatMakeNoSense(final long clock, final long ttl) {
        assertThatThrownBy(() -> new FixedClockRules(clock, ttl, CounterFall.AUTO))
                .hasMessage("timeline: clock " + clock + " ns, ttl " + ttl + " ns (expected: 0 < clock <= ttl)");
    }

    private Verdict fall(final double v0, final double v1) {
        series.forget();
        judge(MetricType.COUNTER, v0, 0);
        return judge(MetricType.COUNTER, v1, CLOCK);
    }

    private Verdict integralFall(final long v0, final long v1) {
        series.forget();
        integral(MetricType.COUNTER, v0, 0);
        return integral(MetricType.COUNTER, v1, CLOCK);
    }

    private Verdict judge(final MetricType type, final double value, final long timeNs) {
        return rules.judge(series, type, false, Double.doubleToRawLongBits(value), timeNs);
    }

    private Verdict integral(final MetricType type, final long value, final long timeNs) {
        return rules.judge(series, type, true, value, timeNs);
    }

    private void assertEmitted(final double value, final long timeNs) {
        assertThat(rules.value()).isEqualTo(value);
        assertThat(rules.timeNs()).isEqualTo(timeNs);
    }

    private void assertStored(final double value, final long timeNs) {
        assertThat(Double.longBitsToDouble(series.lastBits())).isEqualTo(value);
        assertThat(series.lastTimeNs()).isEqualTo(timeNs);
    }
}
