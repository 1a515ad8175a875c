package leela.engine.dmproc.figures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A running hash of a query's results: of key, value and time of each, in their order. Two runs that gave the same
 * results have the same hash, on every machine; all NaN are one.
 * Thread: the query thread adds; any reads what {@link #publish} has shown.
 * Memory: nothing per result.
 */
public final class OutputHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    // query thread
    private long hash;
    private long count;

    // any thread: the one that is written first, what lies between, the one that is written last
    private volatile long begun;
    private volatile long shownHash;
    private volatile long shownPosition;
    private volatile long ended;

    /** A result. */
    public void add(final byte[] key, final double value, final long timeNs) {
        long mixed = hash ^ key.length;
        int i = 0;
        for (; i + Long.BYTES <= key.length; i += Long.BYTES) {
            mixed = mix(mixed, (long) LONGS.get(key, i));
        }
        for (; i < key.length; i++) {
            mixed = mix(mixed, key[i]);
        }
        // not the raw bits: those of a NaN are the processor's choice
        mixed = mix(mixed, Double.doubleToLongBits(value));
        hash = mix(mixed, timeNs);
        count++;
    }

    public long count() {
        return count;
    }

    /** Shows any thread what was added, up to this position of the stream. */
    public void publish(final long position) {
        begun = count;
        shownHash = hash;
        shownPosition = position;
        ended = count;
    }

    /** What was published last. Thread: any. */
    public QueryOutputs shown() {
        while (true) {
            final long last = ended;
            final QueryOutputs outputs = new QueryOutputs(last, shownHash, shownPosition);
            if (begun == last) {
                return outputs;
            }
            Thread.onSpinWait();
        }
    }

    private static long mix(final long hash, final long word) {
        final long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ mixed >>> Integer.SIZE;
    }
}
