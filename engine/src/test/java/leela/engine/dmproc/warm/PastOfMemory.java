package leela.engine.dmproc.warm;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import leela.engine.spi.PastPoints;

/**
 * What was shown to it, as storage would keep it: of each key one point a time, which is cut to the resolution.
 * Thread: one.
 */
public class PastOfMemory implements PastPoints {

    /** Why nothing can be read; {@link PastPoints.Gap#NONE} where it can. */
    public Gap missing = Gap.NONE;

    /** The time. */
    public long nowNs;

    private final Map<String, NavigableMap<Long, Double>> points = new LinkedHashMap<>();
    private final Map<String, Integer> intervalsMs = new LinkedHashMap<>();
    private final long resolutionNs;

    public PastOfMemory() {
        this(1);
    }

    public PastOfMemory(final long resolutionNs) {
        this.resolutionNs = resolutionNs;
    }

    /** An event of a client that sends so often. */
    public void add(final String key, final double value, final long timeNs, final int intervalMs) {
        points.computeIfAbsent(key, any -> new TreeMap<>()).put(timeNs - Math.floorMod(timeNs, resolutionNs), value);
        intervalsMs.put(key, intervalMs);
    }

    @Override
    public Gap catchUp() {
        return missing;
    }

    @Override
    public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
        if (missing != Gap.NONE) {
            return Past.none(missing);
        }
        final NavigableMap<Long, Double> found = points.getOrDefault(
                        new String(key, StandardCharsets.ISO_8859_1), new TreeMap<>())
                .subMap(fromNs, true, toNs, true);
        return new Past(
                found.keySet().stream().mapToLong(time -> time).toArray(),
                found.values().stream().mapToDouble(value -> value).toArray(),
                found.size(),
                Gap.NONE);
    }

    @Override
    public Gap keys(final KeyVisitor visitor) {
        for (final Map.Entry<String, Integer> one : intervalsMs.entrySet()) {
            if (!visitor.onKey(one.getKey().getBytes(StandardCharsets.ISO_8859_1), true, one.getValue())) {
                return Gap.LIMITED;
            }
        }
        return missing;
    }

    @Override
    public long resolutionNs() {
        return resolutionNs;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }
}
