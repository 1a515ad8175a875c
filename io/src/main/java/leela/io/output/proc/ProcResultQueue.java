package leela.io.output.proc;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.series.Series;
import leela.io.input.text.EventEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The results of one query on their way to its client: encoded by the query thread, taken by the proc thread. When it
 * is full, results are lost and counted; the query thread never waits.
 * Thread: {@link QuerySink}'s methods the query thread; {@link #drainTo} and {@link #unqueue} whoever has the
 * connection; figures any.
 * Memory: the buffer, at construction; nothing per result.
 */
final class ProcResultQueue implements QuerySink {

    private static final int EVENT = 1;

    private final Runnable onReady;
    private final Counters counters;
    private final OneToOneRingBuffer ring;
    private final AtomicBoolean isQueued = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean isEnded;

    // query thread
    private final EventEncoder encoder = new EventEncoder();
    private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(EventEncoder.MAX_LENGTH));
    private long lostNow;

    // proc thread
    private final ControlledMessageHandler copy = this::copy;
    private MutableDirectBuffer target;
    private int targetPosition;
    private int targetLimit;
    private int copied;

    /**
     * Holds up to {@code capacity} bytes, cut to a power of two; the query thread calls {@code onReady} where the other
     * side has to look.
     */
    ProcResultQueue(final int capacity, final Runnable onReady, final Counters counters) {
        this.onReady = onReady;
        this.counters = counters;
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
                ByteBuffer.allocateDirect(Integer.highestOneBit(capacity) + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    @Override
    public void onResult(final Series series, final double value, final long timeNs) {
        final int length = encoder.encode(series.key(), value, timeNs, scratch, 0);
        if (!ring.write(EVENT, scratch, 0, length)) {
            lostNow++;
        }
    }

    @Override
    public void onBatchEnd() {
        if (lostNow > 0) {
            lost.lazySet(lost.get() + lostNow);
            counters.add(ProcCounter.EVENTS_LOST, lostNow);
            lostNow = 0;
        }
        signal();
    }

    @Override
    public void onEnded() {
        onBatchEnd();
        isEnded = true;
        signal();
    }

    private void signal() {
        if (isQueued.compareAndSet(false, true)) {
            onReady.run();
        }
    }

    // ---- proc thread

    /** To be called before draining, unless no result can come meanwhile: what comes later signals anew. */
    void unqueue() {
        isQueued.set(false);
    }

    boolean isEmpty() {
        return ring.size() == 0;
    }

    /** Whether the query has ended; what is drained after this was true is all there will be. */
    boolean isEnded() {
        return isEnded;
    }

    /** Moves whole events to {@code buffer[offset, limit)}; the index behind them. */
    int drainTo(final MutableDirectBuffer buffer, final int offset, final int limit) {
        target = buffer;
        targetPosition = offset;
        targetLimit = limit;
        copied = 0;
        ring.controlledRead(copy);
        if (copied == 0) {
            // that was the gap at the end of the ring
            ring.controlledRead(copy);
        }
        return targetPosition;
    }

    /** How many events the last drain moved. */
    int drained() {
        return copied;
    }

    // ---- any thread

    /** Events lost so far because the client did not read. */
    long lost() {
        return lost.get();
    }

    private ControlledMessageHandler.Action copy(
            final int type, final MutableDirectBuffer source, final int index, final int length) {
        if (targetLimit - targetPosition < length) {
            return ControlledMessageHandler.Action.ABORT;
        }
        target.putBytes(targetPosition, source, index, length);
        targetPosition += length;
        copied++;
        return ControlledMessageHandler.Action.CONTINUE;
    }
}
