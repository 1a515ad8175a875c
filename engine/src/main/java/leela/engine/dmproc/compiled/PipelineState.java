package leela.engine.dmproc.compiled;

import java.util.Arrays;
import leela.engine.runtime.HeapShare;

/**
 * What a pipeline remembers of one series: numbers, and nothing else, so that a copy of the arrays is a snapshot. The
 * cells are as many as the pipeline needs; a store belongs to one part of a state that may grow. Times are kept as the
 * raw bits of a long; those of metrics are no NaN's.
 * Thread: that of the series' events.
 */
public final class PipelineState {

    /** What an object and its two references cost. */
    private static final int OBJECT_BYTES = 16 + 2 * HeapShare.referenceBytes();

    private static final int ARRAY_BYTES = 16;

    final double[] cells;
    final double[][] stores;

    PipelineState(final double[] cells, final double[][] stores) {
        this.cells = cells;
        this.stores = stores;
    }

    /** What it is charged for: its stores for so much each, or for what they have grown to. */
    long bytes(final long[] reserved) {
        if (cells.length == 0 && stores.length == 0) {
            return 0;
        }
        long bytes = OBJECT_BYTES + ARRAY_BYTES + (long) Double.BYTES * cells.length;
        if (stores.length > 0) {
            bytes += ARRAY_BYTES + (long) HeapShare.referenceBytes() * stores.length;
        }
        for (int i = 0; i < stores.length; i++) {
            bytes += Math.max(reserved[i], storeBytes(stores[i].length));
        }
        return bytes;
    }

    /** One that goes on as this one does. */
    public PipelineState copy() {
        return new PipelineState(
                cells.clone(), Arrays.stream(stores).map(double[]::clone).toArray(double[][]::new));
    }

    /** What a store of so many numbers costs; an empty one is shared. */
    static long storeBytes(final int length) {
        return length == 0 ? 0 : ARRAY_BYTES + (long) Double.BYTES * length;
    }

    /** Gives a store more room, if there is memory for it. */
    boolean grow(final int store, final int length, final Flow flow) {
        final double[] old = stores[store];
        final long more = storeBytes(length) - storeBytes(old.length);
        if (!flow.room.test(more)) {
            return false;
        }
        stores[store] = Arrays.copyOf(old, length);
        return true;
    }

    static double ofTime(final long timeNs) {
        return Double.longBitsToDouble(timeNs);
    }

    static long time(final double cell) {
        return Double.doubleToRawLongBits(cell);
    }
}
