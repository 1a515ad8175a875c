package leela.engine.timeline;

import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * Judges each series by the interval that its client names ([timeline 2.1]). A rate comes with every sample at least
 * half an interval after the stored one, so that a sender's jitter loses nothing. A sender whose clock was set back is
 * believed after three samples in a row.
 *
 * <pre>
 *   interval                known                                  unknown
 *   derive, counter         a rate from interval / 2 on            a rate from 1 s on
 *   absolute                what came since the last event, by     the sum of 60 s, by 60 s
 *                           the time since; the first after a
 *                           gap by the interval
 *   stored sample expires   after ttl, but not before              after ttl
 *                           3 intervals
 * </pre>
 *
 * Thread: the timeline's.
 * Memory: nothing per sample.
 * Units: ns.
 */
public final class IntervalRules extends Rules {

    /** Samples, each later than the one before, that make a sender's clock believed which was set back. */
    private static final int BELIEVED = 3;

    private static final int INTERVALS_TO_TTL = 3;
    private static final long SHORTEST_NS = Clock.NANOS_PER_SECOND;
    private static final long SUM_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final long ttlNs;

    public IntervalRules(final long ttlNs, final CounterFall counterFall) {
        super(counterFall);
        if (ttlNs < SHORTEST_NS) {
            throw new IllegalArgumentException("timeline: ttl " + ttlNs + " ns (expected: >= " + SHORTEST_NS + ")");
        }
        this.ttlNs = ttlNs;
    }

    @Override
    public long ttlNs(final Series series) {
        return Math.max(ttlNs, INTERVALS_TO_TTL * intervalNs(series));
    }

    @Override
    Verdict count(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        final long elapsedNs = atNs - series.lastTimeNs();
        if (series.lastType() != type) {
            return first(series, type, isIntegral, bits, atNs, Verdict.FIRST);
        }
        if (elapsedNs <= 0) {
            return old(series, type, isIntegral, bits, atNs);
        }
        if (elapsedNs >= ttlNs(series)) {
            return first(series, type, isIntegral, bits, atNs, Verdict.EXPIRED);
        }
        if (type == MetricType.ABSOLUTE) {
            return absolute(series, isIntegral, bits, atNs, elapsedNs);
        }
        final long intervalNs = intervalNs(series);
        if (elapsedNs < (intervalNs > 0 ? intervalNs / 2 : SHORTEST_NS)) {
            return Verdict.EARLY;
        }
        final Verdict verdict = rate(series, type, isIntegral, bits, atNs);
        series.store(type, isIntegral, bits, atNs);
        return verdict;
    }

    /** No sample before it is of use. An absolute of a known interval needs none: it counts since one interval ago. */
    private Verdict first(
            final Series series,
            final MetricType type,
            final boolean isIntegral,
            final long bits,
            final long atNs,
            final Verdict otherwise) {
        final long intervalNs = intervalNs(series);
        if (type == MetricType.ABSOLUTE && intervalNs > 0) {
            series.store(type, true, 0, atNs);
            return emit(toDouble(type, isIntegral, bits) / seconds(intervalNs), atNs);
        }
        series.store(type, isIntegral, bits, atNs);
        return otherwise;
    }

    private Verdict old(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        if (atNs == series.lastTimeNs() || series.older(atNs) < BELIEVED) {
            return Verdict.OLD;
        }
        return first(series, type, isIntegral, bits, atNs, Verdict.RESTARTED);
    }

    /** The stored value is what came since the last event, and the stored time that event's. */
    private Verdict absolute(
            final Series series, final boolean isIntegral, final long bits, final long atNs, final long elapsedNs) {
        final long intervalNs = intervalNs(series);
        if (intervalNs == 0) {
            return summed(series, isIntegral, bits, atNs, elapsedNs);
        }
        final Verdict accumulated = accumulate(series, isIntegral, bits);
        if (elapsedNs < intervalNs / 2) {
            return accumulated;
        }
        final double sum = toDouble(MetricType.ABSOLUTE, series.lastIsIntegral(), series.lastBits());
        series.store(MetricType.ABSOLUTE, true, 0, atNs);
        return emit(sum / seconds(elapsedNs), atNs);
    }

    private Verdict summed(
            final Series series, final boolean isIntegral, final long bits, final long atNs, final long elapsedNs) {
        if (elapsedNs < SUM_NS) {
            return accumulate(series, isIntegral, bits);
        }
        final double sum = toDouble(MetricType.ABSOLUTE, series.lastIsIntegral(), series.lastBits());
        final long endNs = series.lastTimeNs() + SUM_NS;
        series.store(MetricType.ABSOLUTE, isIntegral, bits, atNs);
        return emit(sum / seconds(SUM_NS), endNs);
    }

    /** 0 where it is not known. */
    private static long intervalNs(final Series series) {
        return series.intervalMs() * NANOS_PER_MILLI;
    }
}
