package leela.engine.ring;

import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * The entries of a producer that are not in the ring yet, a column for each field.
 * Thread: its producer's.
 * Memory: the columns, at construction; a document until it is in the ring.
 * Units: times epoch ns, intervals ms.
 */
final class PendingEntries {

    private static final Slot.Kind[] KINDS = Slot.Kind.values();

    // codes instead of references: a reference costs a barrier of the garbage collector with each entry
    private final byte[] kinds;
    private final byte[] types;
    private final boolean[] integrals;
    private final Series[] series;
    private final long[] bits;
    private final long[] times;
    private final int[] intervalsMs;
    private final Bounds[] boundsOf;
    private final byte[][] documents;

    private int count;

    PendingEntries(final int capacity) {
        kinds = new byte[capacity];
        types = new byte[capacity];
        integrals = new boolean[capacity];
        series = new Series[capacity];
        bits = new long[capacity];
        times = new long[capacity];
        intervalsMs = new int[capacity];
        boundsOf = new Bounds[capacity];
        documents = new byte[capacity][];
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == kinds.length;
    }

    Series lastSeries() {
        return series[count - 1];
    }

    void add(
            final Slot.Kind kind,
            final MetricType type,
            final boolean isIntegral,
            final Series of,
            final long valueBits,
            final long timeNs) {
        final int i = count++;
        kinds[i] = (byte) kind.ordinal();
        types[i] = type.code();
        integrals[i] = isIntegral;
        series[i] = of;
        bits[i] = valueBits;
        times[i] = timeNs;
    }

    /** What the client says of the entry added last. */
    void heard(final int intervalMs, final Bounds bounds) {
        final int i = count - 1;
        intervalsMs[i] = intervalMs;
        if (boundsOf[i] != bounds) {
            boundsOf[i] = bounds;
        }
    }

    /** The JSON of the entry added last. */
    void document(final byte[] json) {
        documents[count - 1] = json;
    }

    /** Moves an entry to its slot. */
    void moveTo(final Slot slot, final int i, final long arrivalNs) {
        final Slot.Kind kind = KINDS[kinds[i]];
        switch (kind) {
            case METRIC -> {
                slot.metric(types[i], series[i], integrals[i], bits[i], times[i], arrivalNs);
                slot.heard(intervalsMs[i], boundsOf[i]);
            }
            case DATA -> {
                slot.data(series[i], documents[i], bits[i], times[i], arrivalNs);
                documents[i] = null;
            }
            default -> slot.event(kind, series[i], bits[i], times[i], arrivalNs);
        }
    }

    void clear() {
        count = 0;
    }
}
