package leela.engine.timeline;

import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * The rules of SPEC 3: what a sample means beside the stored one of its series. The same samples in the same order give
 * the same events, bit for bit; no clock is read. Integers stay integers until the rate is taken, so a counter beyond
 * 2^53 loses nothing.
 * Thread: the timeline's.
 * Memory: nothing per sample; the verdict's value and time are left in the fields.
 * Units: times epoch ns, rates per second.
 */
public final class Rules {

    private static final double TWO_32 = 0x1p32;
    private static final double TWO_64 = 0x1p64;
    /** A counter wraps where it left the last eighth of its range and is found in the first. */
    private static final int EIGHTH = 8;

    private final long clockNs;
    private final long ttlNs;
    private final CounterFall counterFall;

    private double value;
    private long timeNs;

    public Rules(final long clockNs, final long ttlNs, final CounterFall counterFall) {
        if (clockNs <= 0 || ttlNs < clockNs) {
            throw new IllegalArgumentException(
                    "timeline: clock " + clockNs + " ns, ttl " + ttlNs + " ns (expected: 0 < clock <= ttl)");
        }
        this.clockNs = clockNs;
        this.ttlNs = ttlNs;
        this.counterFall = counterFall;
    }

    /** Value of the event, after {@link Verdict#EMITTED}. */
    public double value() {
        return value;
    }

    /** Time of the event, after {@link Verdict#EMITTED}. */
    public long timeNs() {
        return timeNs;
    }

    /** Judges a sample and updates the series' stored one. */
    public Verdict judge(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        if (type == MetricType.GAUGE) {
            return gauge(series, isIntegral, bits, atNs);
        }
        if (series.lastType() != type) {
            series.store(type, isIntegral, bits, atNs);
            return Verdict.FIRST;
        }
        final long elapsedNs = atNs - series.lastTimeNs();
        if (elapsedNs <= 0) {
            return Verdict.OLD;
        }
        if (elapsedNs < clockNs) {
            return type == MetricType.ABSOLUTE ? accumulate(series, isIntegral, bits) : Verdict.EARLY;
        }
        final Verdict verdict = elapsedNs >= ttlNs ? Verdict.EXPIRED : rate(series, type, isIntegral, bits, atNs);
        series.store(type, isIntegral, bits, atNs);
        return verdict;
    }

    private Verdict gauge(final Series series, final boolean isIntegral, final long bits, final long atNs) {
        if (series.lastType() != MetricType.GAUGE || atNs > series.lastTimeNs()) {
            series.store(MetricType.GAUGE, isIntegral, bits, atNs);
        }
        return emit(toDouble(MetricType.GAUGE, isIntegral, bits), atNs);
    }

    private Verdict accumulate(final Series series, final boolean isIntegral, final long bits) {
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

    private Verdict rate(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        if (type == MetricType.ABSOLUTE) {
            final double sum = toDouble(type, series.lastIsIntegral(), series.lastBits());
            return emit(sum / seconds(clockNs), series.lastTimeNs() + clockNs);
        }
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

    private Verdict emit(final double newValue, final long atNs) {
        value = newValue;
        timeNs = atNs;
        return Verdict.EMITTED;
    }

    private static double seconds(final long ns) {
        return ns / (double) Clock.NANOS_PER_SECOND;
    }

    private static double toDouble(final MetricType type, final boolean isIntegral, final long bits) {
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
