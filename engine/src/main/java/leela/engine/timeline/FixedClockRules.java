package leela.engine.timeline;

import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * The first Leela's rules ([timeline 2.2]): one clock period and one ttl for all series.
 * Thread: the timeline's.
 * Memory: nothing per sample.
 * Units: ns.
 */
public final class FixedClockRules extends Rules {

    private final long clockNs;
    private final long ttlNs;

    public FixedClockRules(final long clockNs, final long ttlNs, final CounterFall counterFall) {
        super(counterFall);
        if (clockNs <= 0 || ttlNs < clockNs) {
            throw new IllegalArgumentException(
                    "timeline: clock " + clockNs + " ns, ttl " + ttlNs + " ns (expected: 0 < clock <= ttl)");
        }
        this.clockNs = clockNs;
        this.ttlNs = ttlNs;
    }

    @Override
    public long ttlNs(final Series series) {
        return ttlNs;
    }

    @Override
    Verdict count(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
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
        final Verdict verdict = elapsedNs >= ttlNs ? Verdict.EXPIRED : rateOf(series, type, isIntegral, bits, atNs);
        series.store(type, isIntegral, bits, atNs);
        return verdict;
    }

    private Verdict rateOf(
            final Series series, final MetricType type, final boolean isIntegral, final long bits, final long atNs) {
        if (type == MetricType.ABSOLUTE) {
            final double sum = toDouble(type, series.lastIsIntegral(), series.lastBits());
            return emit(sum / seconds(clockNs), series.lastTimeNs() + clockNs);
        }
        return rate(series, type, isIntegral, bits, atNs);
    }
}
