package leela.engine.dmproc.warm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The events that came since a state began to be filled, held while the past is read: they are what the query sees
 * next, each with the clock as it was. What was read may hold the first of them already, and is cut so that none comes
 * twice and none is missing.
 * Thread: the query thread.
 * Memory: {@value #EVENT_BYTES} bytes an event, up to {@value #MOST}; {@link #grow} is the owner's business.
 *
 * @param <S> by which way an event came
 */
public final class LiveTail<S> {

    /** So many events are held at most. */
    public static final int MOST = 4096;

    private static final int FIRST = 8;
    private static final int EVENT_BYTES = 3 * Long.BYTES + Integer.BYTES + 8;

    private long[] timesNs = new long[FIRST];
    private double[] values = new double[FIRST];
    private long[] clocksNs = new long[FIRST];
    private int[] intervalsMs = new int[FIRST];
    private Object[] sources = new Object[FIRST];
    private int count;

    /** What one costs before it grows. */
    public static long firstBytes() {
        return 5 * 16L + 48 + (long) FIRST * EVENT_BYTES;
    }

    public boolean isFull() {
        return count == timesNs.length;
    }

    /** What it would hold more if it grew; 0 where it may not. */
    public long growthBytes() {
        return timesNs.length >= MOST ? 0 : (long) timesNs.length * EVENT_BYTES;
    }

    public void grow() {
        final int length = 2 * timesNs.length;
        timesNs = Arrays.copyOf(timesNs, length);
        values = Arrays.copyOf(values, length);
        clocksNs = Arrays.copyOf(clocksNs, length);
        intervalsMs = Arrays.copyOf(intervalsMs, length);
        sources = Arrays.copyOf(sources, length);
    }

    /** An event comes; only where it is not full. */
    public void add(final S source, final double value, final long timeNs, final long clockNs, final int intervalMs) {
        sources[count] = source;
        timesNs[count] = timeNs;
        clocksNs[count] = clockNs;
        intervalsMs[count] = intervalMs;
        values[count++] = value;
    }

    public int count() {
        return count;
    }

    @SuppressWarnings("unchecked")
    public S source(final int index) {
        return (S) sources[index];
    }

    public long timeNs(final int index) {
        return timesNs[index];
    }

    public double value(final int index) {
        return values[index];
    }

    /** What the stream's clock was when it came. */
    public long clockNs(final int index) {
        return clocksNs[index];
    }

    /** How often its client said that it sends. */
    public int intervalMs(final int index) {
        return intervalsMs[index];
    }

    /**
     * Which points of the past have come since, known by key and time, of which storage keeps one point each.
     *
     * @param key of the series that an event came by
     */
    public boolean[] repeated(final PastChunk past, final Function<S, byte[]> key) {
        final boolean[] isRepeated = new boolean[past.count()];
        final Map<ByteBuffer, long[]> own = own(past, key);
        for (int i = 0; i < past.count(); i++) {
            final long[] times = own.get(ByteBuffer.wrap(past.key(i)));
            isRepeated[i] = times != null && Arrays.binarySearch(times, past.timeNs(i)) >= 0;
        }
        return isRepeated;
    }

    /** The times of each key, cut as storage does, in order. */
    private Map<ByteBuffer, long[]> own(final PastChunk past, final Function<S, byte[]> key) {
        final Map<ByteBuffer, long[]> own = new HashMap<>();
        final Map<ByteBuffer, Integer> counts = new HashMap<>();
        for (int i = 0; i < count; i++) {
            counts.merge(ByteBuffer.wrap(key.apply(source(i))), 1, Integer::sum);
        }
        counts.forEach((name, number) -> own.put(name, new long[number]));
        for (int i = count - 1; i >= 0; i--) {
            final ByteBuffer name = ByteBuffer.wrap(key.apply(source(i)));
            final int place = counts.merge(name, -1, Integer::sum);
            own.get(name)[place] = timesNs[i] - Math.floorMod(timesNs[i], past.resolutionNs());
        }
        own.values().forEach(Arrays::sort);
        return own;
    }
}
