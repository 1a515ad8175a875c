package leela.io.output.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.series.Series;
import leela.io.socket.MemoryBudget;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The results of one query on their way to its client: encoded by the query thread, taken by the one
 * that serves the clients. It begins
 * small, and grows where its client falls behind: by another ring, which is read once the one before it is empty. When
 * it is full, or the budget of all clients is, results are lost and counted; the query thread never waits.
 * Thread: {@link QuerySink}'s methods the query thread; {@link #drainTo} and {@link #unqueue} whoever has the
 * connection; figures any.
 * Memory: {@link #FIRST_CAPACITY}, and what it grows by, out of the budget, until {@link #discard}; nothing per
 * result.
 */
public final class ResultQueue implements QuerySink {

    /** Bytes that it begins with: a few hundred events. */
    public static final int FIRST_CAPACITY = 1 << 14;

    private static final int EVENT = 1;

    /** A part of the queue, and what follows once it is read. */
    private static final class Segment {
        private final int capacity;
        private final OneToOneRingBuffer ring;
        private volatile Segment next;

        Segment(final int capacity) {
            this.capacity = capacity;
            ring = new OneToOneRingBuffer(new HeapBytes(capacity + RingBufferDescriptor.TRAILER_LENGTH));
        }
    }

    private final Runnable onReady;
    private final Counters counters;
    private final MemoryBudget budget;
    private final int maxCapacity;
    /** Bytes of all segments; what is taken of the budget. */
    private final AtomicInteger held = new AtomicInteger();

    private volatile boolean isDiscarded;
    private final AtomicBoolean isQueued = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean isEnded;

    // query thread
    private final ResultEncoding encoding;
    private final Counter losses;
    private final UnsafeBuffer scratch;
    private Segment written;
    private long lostNow;

    // the serving thread
    private final ControlledMessageHandler copy = this::copy;
    private Segment read;
    private MutableDirectBuffer target;
    private int targetPosition;
    private int targetLimit;
    private int copied;
    private boolean isTargetFull;

    /**
     * Holds up to {@code maxCapacity} bytes, cut to a power of two; the query thread calls {@code onReady} where the
     * other side has to look. The first bytes must have been taken of the budget, and are this queue's from now on.
     *
     * @param scratch where the query thread puts one event, for all queues
     * @param losses  counts what is lost
     */
    public ResultQueue(
            final ResultEncoding encoding,
            final int maxCapacity,
            final MemoryBudget budget,
            final UnsafeBuffer scratch,
            final Runnable onReady,
            final Counter losses,
            final Counters counters) {
        this.encoding = encoding;
        this.losses = losses;
        this.maxCapacity = Integer.highestOneBit(maxCapacity);
        this.budget = budget;
        this.scratch = scratch;
        this.onReady = onReady;
        this.counters = counters;
        written = new Segment(FIRST_CAPACITY);
        read = written;
        held.set(FIRST_CAPACITY);
    }

    @Override
    public void onResult(final Series series, final double value, final long timeNs) {
        final int length = encoding.encode(series.key(), value, timeNs, scratch, 0);
        if (!written.ring.write(EVENT, scratch, 0, length)
                && !(grow() && written.ring.write(EVENT, scratch, 0, length))) {
            lostNow++;
        }
    }

    /** As much again as there is, as far as that may be. */
    private boolean grow() {
        final int holds = held.get();
        final int more = Integer.highestOneBit(Math.min(Math.max(holds, FIRST_CAPACITY), maxCapacity - holds));
        if (isDiscarded || more < FIRST_CAPACITY || !budget.take(more)) {
            return false;
        }
        try {
            final Segment next = new Segment(more);
            held.addAndGet(more);
            written.next = next;
            written = next;
            return true;
        } catch (final OutOfMemoryError full) {
            // the budget was too hopeful: as if it had said no
            budget.giveBack(more);
            return false;
        }
    }

    @Override
    public void onBatchEnd() {
        if (lostNow > 0) {
            lost.lazySet(lost.get() + lostNow);
            counters.add(losses, lostNow);
            lostNow = 0;
        }
        signal();
    }

    @Override
    public void onEnded() {
        onBatchEnd();
        isEnded = true;
        if (isDiscarded) {
            free();
        }
        signal();
    }

    private void signal() {
        if (isQueued.compareAndSet(false, true)) {
            onReady.run();
        }
    }

    // ---- the serving thread

    /** To be called before draining, unless no result can come meanwhile: what comes later signals anew. */
    public void unqueue() {
        isQueued.set(false);
    }

    public boolean isEmpty() {
        return read.ring.size() == 0 && read.next == null;
    }

    /** Whether the query has ended; what is drained after this was true is all there will be. */
    public boolean isEnded() {
        return isEnded;
    }

    /** Moves whole events to {@code buffer[offset, limit)}; the index behind them. */
    public int drainTo(final MutableDirectBuffer buffer, final int offset, final int limit) {
        target = buffer;
        targetPosition = offset;
        targetLimit = limit;
        copied = 0;
        isTargetFull = false;
        do {
            final int before = copied;
            read.ring.controlledRead(copy);
            if (copied == before && !isTargetFull) {
                // that was the gap at the end of the ring
                read.ring.controlledRead(copy);
            }
        } while (!isTargetFull && goOn());
        return targetPosition;
    }

    /** To the next segment, if this one is read: nothing is written to it since there is another. */
    private boolean goOn() {
        final Segment next = read.next;
        if (next == null || read.ring.size() > 0) {
            return false;
        }
        held.addAndGet(-read.capacity);
        budget.giveBack(read.capacity);
        read = next;
        return true;
    }

    /** How many bytes wait in the part that is read next. */
    public int waiting() {
        return read.ring.size();
    }

    /** Its query could not be started, so nothing comes. */
    public void cancel() {
        isEnded = true;
    }

    /** Nobody reads it any more: gives its memory back, as soon as the query has ended. */
    public void discard() {
        isDiscarded = true;
        if (isEnded) {
            free();
        }
    }

    private void free() {
        budget.giveBack(held.getAndSet(0));
    }

    /** How many events the last drain moved. */
    public int drained() {
        return copied;
    }

    // ---- any thread

    /** Events lost so far because the client did not read. */
    public long lost() {
        return lost.get();
    }

    private ControlledMessageHandler.Action copy(
            final int type, final MutableDirectBuffer source, final int index, final int length) {
        if (targetLimit - targetPosition < length) {
            isTargetFull = true;
            return ControlledMessageHandler.Action.ABORT;
        }
        target.putBytes(targetPosition, source, index, length);
        targetPosition += length;
        copied++;
        return ControlledMessageHandler.Action.CONTINUE;
    }

    /** Bytes on the heap that begin where a long may; Agrona warns of every array on standard error. */
    static final class HeapBytes extends UnsafeBuffer {

        /** Objects begin at multiples of eight, the bytes of an array behind its header perhaps not. */
        private static final int FIRST = (int) (-new UnsafeBuffer(new byte[1]).addressOffset() & (ALIGNMENT - 1));

        HeapBytes(final int length) {
            super(new byte[FIRST + length], FIRST, length);
        }

        @Override
        public void verifyAlignment() {
            if ((addressOffset() & (ALIGNMENT - 1)) != 0) {
                throw new IllegalStateException("bytes at " + addressOffset() + " (expected: a multiple of 8)");
            }
        }
    }
}
