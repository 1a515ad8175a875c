package leela.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.SystemClock;

/**
 * Runs the handlers on whichever thread has just published: no hop between cores, nothing to wake and nothing that
 * spins. One thread at a time runs them; who publishes meanwhile leaves its entries to that one. A thread that would be
 * kept too long by the entries of others leaves the rest to a thread of the runner's own, so that an input's thread is
 * back at its socket soon; that one also runs the commands. Who waits for room in a full ring runs the handlers
 * instead: two threads that work for one cost more than one does.
 * Thread: any; all that the handlers keep is passed on with the right to run them.
 * Memory: nothing per entry.
 */
final class InlineRunner implements Runner {

    /** Entries shown before the slots are given back and the handlers flush. */
    private static final int CHUNK = Producer.BATCH;

    private static final long POLL_NS = 100_000;
    private static final long WANTED_NS = 20_000;

    private final RingBuffer<Slot> buffer;
    private final Stage stage;
    private final Sequence shown = new Sequence();
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final Clock clock = new SystemClock();
    private final Thread own;
    /**
     * Chunks that one thread shows before it leaves the rest to the own one: half the ring, which is some milliseconds.
     */
    private final int maxChunks;
    /** A thread waits for room and would show the entries itself. */
    private volatile boolean isWanted;

    private volatile boolean isStarted;
    private volatile boolean isEnding;

    /** Of {@code stage}; {@code threads} makes the thread that takes over from others. */
    InlineRunner(final int capacity, final Stage stage, final ThreadFactory threads) {
        this.stage = stage;
        maxChunks = capacity / CHUNK / 2;
        buffer = RingBuffer.createMultiProducer(Slot::new, capacity, Waiting.SPINNING.strategy());
        buffer.addGatingSequences(shown);
        own = threads.newThread(this::runOwn);
    }

    @Override
    public RingBuffer<Slot> buffer() {
        return buffer;
    }

    @Override
    public void start() {
        isStarted = true;
        own.start();
    }

    /** Shows the handlers what is there, unless another thread is at it. */
    @Override
    public void onPublished() {
        // what was published must be out before we look whether another thread runs the handlers: see show
        VarHandle.fullFence();
        int chunks = 0;
        while (hasMore() && tryRun()) {
            show();
            if (isWanted) {
                return;
            }
            if (++chunks >= maxChunks && hasMore()) {
                LockSupport.unpark(own);
                return;
            }
        }
    }

    /** Makes room, as soon as whoever runs the handlers stops for that. */
    @Override
    public void onFull() {
        isWanted = true;
        if (hasMore() && tryRun()) {
            show();
        } else {
            LockSupport.parkNanos(WANTED_NS);
        }
    }

    @Override
    public void onWaited(final boolean hasRoom) {
        isWanted = false;
        if (!hasRoom) {
            // what was left to this thread
            LockSupport.unpark(own);
        }
    }

    /**
     * Leaves the command to the runner's own thread: an interrupt would close the files and sockets that the handlers
     * write to.
     */
    @Override
    public void onCommanded() {
        LockSupport.unpark(own);
    }

    @Override
    public void halt() {
        isEnding = true;
        LockSupport.unpark(own);
    }

    @Override
    public boolean hasEnded() {
        return stage.hasEnded();
    }

    private void runOwn() {
        final DutyCycle cycle = DutyCycle.ofThisThread();
        while (!isEnding) {
            cycle.begin(clock.ticksNs());
            onPublished();
            cycle.end(clock.ticksNs());
            if (!isEnding) {
                LockSupport.park(this);
            }
        }
        while (!tryRun()) {
            LockSupport.parkNanos(POLL_NS);
        }
        // nobody else runs them any more
        stage.onShutdown();
    }

    private boolean hasMore() {
        return buffer.isAvailable(shown.get() + 1) && isStarted;
    }

    private boolean tryRun() {
        return isRunning.compareAndSet(false, true);
    }

    /**
     * Who publishes meanwhile and leaves it to this thread is seen by the look that {@link #onPublished} takes after it
     * was given back here.
     */
    private void show() {
        final long first = shown.get() + 1;
        long end = first;
        while (end - first < CHUNK && buffer.isAvailable(end)) {
            end++;
        }
        long next = first;
        stage.enter();
        try {
            while (next < end) {
                stage.onEvent(buffer.get(next), next, next == end - 1);
                next++;
            }
        } finally {
            stage.exit();
            shown.set(next - 1);
            isRunning.set(false);
        }
    }
}
