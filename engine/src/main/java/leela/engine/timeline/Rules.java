package leela.engine.timeline;

import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * What a sample means beside the stored one of its series: {@link FixedClockRules} treat all series alike, {@link
 * IntervalRules} each by its own interval. The same samples in the same order give the same events, bit for bit; no
 * clock is read. Integers stay integers until the rate is taken, so a counter beyond 2^53 loses nothing.
 * Thread: the timeline's.
 * Memory: nothing per sample; the verdict's value and time are left in the fields.
 * Units: times epoch ns, rates per second.
 */
public abstract sealed class Rules permits FixedClockRules, IntervalRules {

    private static final double TWO_32 = 0x1p32;
    private static final double TWO_64 = 0x1p64;
    /** A counter wraps where it left the last eighth of its range and is found in the first. */
    private static final int EIGHTH = 8;

    private final CounterFall counterFall;

    private double value;
    private long timeNs;

    Rules(final CounterFall counterFall) {
        this.counterFall = counterFall;
    }

    /** Value of the event, after {@link Verdict#EMITTED}. */
    public final double value() {
        return value;
    }

    /** Time of the event, after {@link Verdict#EMITTED}. */
    public final long timeNs() {
        return timeNs;
    }

    /** How long a series may be silent before its stored sample is worth nothing. */
    public abstract long ttlNs(Series series);

    /** Judges a sample and updates the series' stored one. */
    public final Verdict judge(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        final Verdict verdict = type == MetricType.GAUGE
                ? gauge(series, isIntegral, bits, atNs)
                : count(series, type, isIntegral, bits, atNs);
        return verdict == Verdict.EMITTED && !series.bounds().allow(value) ? Verdict.BOUNDS : verdict;
    }

    /** As {@link #judge}, of a derive, counter or absolute. */
    abstract Verdict count(Series series, MetricType type, boolean isIntegral, long bits, long atNs);

    private Verdict gauge(final Series series, final boolean isIntegral, final long bits, final long atNs) {
        if (series.lastType() != MetricType.GAUGE || atNs > series.lastTimeNs()) {
            series.store(MetricType.GAUGE, isIntegral, bits, atNs);
        }
        return emit(toDouble(MetricType.GAUGE, isIntegral, bits), atNs);
    }

    /** Adds the value of an absolute to the stored one. */
    final Verdict accumulate(final Series series, final boolean isIntegral, final long bits) {
        final long stored = series.lastBits();
        final long timeNs = series.lastTimeNs();
        if (isIntegral && series.lastIsIntegral() && Long.compareUnsigned(stored + bits, stored) >= 0) {
            series.store(MetricType.ABSOLUTE, true, stored + bits, timeNs);
        } else {
            final double sum = toDouble(MetricType.ABSOLUTE, series.lastIsIntegral(), stored)
                    + toDouble(MetricType.ABSOLUTE, isIntegral, bits);
            series.store(MetricType.ABSOLUTE, false, Double.doubleToRawLongBits(sum), timeNs);
        }
        return Verdict.ACCUMULATED;
    }

    /** Emits the rate between the stored sample and this one. */
    final Verdict rate(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        final double elapsed = seconds(atNs - series.lastTimeNs());
        if (isIntegral && series.lastIsIntegral()) {
            return integralRate(type, series.lastBits(), bits, elapsed, atNs);
        }
        return doubleRate(
                type,
                toDouble(type, series.lastIsIntegral(), series.lastBits()),
                toDouble(type, isIntegral, bits),
                elapsed,
                atNs);
    }

    private Verdict doubleRate(
            final MetricType type, final double v0, final double v1, final double elapsed, final long atNs) {
        if (type == MetricType.DERIVE || !(v1 < v0)) {
            return emit((v1 - v0) / elapsed, atNs);
        }
        final double range = v0 < TWO_32 ? TWO_32 : TWO_64;
        if (!isWrap(v0 >= range - range / EIGHTH && v1 < range / EIGHTH)) {
            return Verdict.COUNTER_RESET;
        }
        return emit((range - v0 + v1) / elapsed, atNs);
    }

    /** As {@link #doubleRate}, but a double is made of the difference only. */
    private Verdict integralRate(
            final MetricType type, final long v0, final long v1, final double elapsed, final long atNs) {
        if (type == MetricType.DERIVE) {
            final double gained = v1 >= v0 ? unsignedToDouble(v1 - v0) : -unsignedToDouble(v0 - v1);
            return emit(gained / elapsed, atNs);
        }
        if (Long.compareUnsigned(v1, v0) >= 0) {
            return emit(unsignedToDouble(v1 - v0) / elapsed, atNs);
        }
        final int width = v0 >>> Integer.SIZE == 0 ? Integer.SIZE : Long.SIZE;
        // the three highest bits are the number of the eighth
        if (!isWrap(v0 >>> width - 3 == EIGHTH - 1 && v1 >>> width - 3 == 0)) {
            return Verdict.COUNTER_RESET;
        }
        final long gained = width == Integer.SIZE ? (1L << Integer.SIZE) - v0 + v1 : v1 - v0;
        return emit(unsignedToDouble(gained) / elapsed, atNs);
    }

    private boolean isWrap(final boolean isFromLastToFirst) {
        return switch (counterFall) {
            case WRAP -> true;
            case RESET -> false;
            case AUTO -> isFromLastToFirst;
        };
    }

    final Verdict emit(final double newValue, final long atNs) {
        value = newValue;
        timeNs = atNs;
        return Verdict.EMITTED;
    }

    static double seconds(final long ns) {
        return ns / (double) Clock.NANOS_PER_SECOND;
    }

    static double toDouble(final MetricType type, final boolean isIntegral, final long bits) {
        if (!isIntegral) {
            return Double.longBitsToDouble(bits);
        }
        return type == MetricType.DERIVE ? bits : unsignedToDouble(bits);
    }

    private static double unsignedToDouble(final long bits) {
        if (bits >= 0) {
            return bits;
        }
        // halved with the lost bit kept sticky, so that the doubling rounds once
        return (double) (bits >>> 1 | bits & 1) * 2.0;
    }
}
