package leela.engine.batch;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ConfirmedTime;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.spi.EntryLog;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import org.agrona.ErrorHandler;

/**
 * Reads the log, holds the newest points of each key, and writes them to the store as chunks: when a chunk is full,
 * when its points are old, or when memory or the log asks.
 *
 * <pre>
 *   start: after log and store are open and before the ring starts: new Batcher(…), start(…)
 *   close: after the ring has ended: close() writes what the store takes in time; then the store, then the log
 * </pre>
 *
 * Thread: its own, {@code leela-batcher}, which the store never holds up, see {@link StoreCalls}; {@link #flush} and
 * {@link #failure} any.
 * Memory: {@link Recent}'s, bounded; one write, see {@link ChunkPages}. While the store is unavailable only the log
 * grows.
 * Errors: what the store refuses is tried again with a growing pause, and reported once per change of state; so is a
 * round that fails, whatever the fault: what it had taken in hand it takes again. Nothing is dropped.
 */
public final class Batcher implements AutoCloseable {

    private static final int READ_LIMIT = 8192;
    private static final long IDLE_NS = 20_000_000;
    private static final long LONGEST_PAUSE_NS = 10_000_000_000L;
    private static final long MARK_NS = 2_000_000_000L;
    private static final long CLOSE_MS = 30_000;

    private final EntryLog log;
    private final Store store;
    private final Recent recent;
    private final int batchSize;
    private final long maxAgeNs;
    private final Clock clock;
    private final ConfirmedTime time;
    private long witnessNs = StoreBatch.NO_WITNESS;
    private final Counters counters;
    private final ErrorHandler onError;
    private final StoreCalls calls;
    private final Thread thread;
    private final AtomicReference<CompletableFuture<Void>> flushRequest = new AtomicReference<>();
    private final AtomicReference<StoreTask> taskRequest = new AtomicReference<>();
    private volatile boolean isClosed;
    private volatile long closeAtNs;
    /** What arrived before this can be read; ticks. */
    private volatile long readToNs;

    // leela-batcher
    private DutyCycle cycle;
    private final BatchBuilder batches;
    private Runnable settle;
    private SealedHeads sealed;
    private StoreBatch batch;
    private long markedPosition;
    private long markedNs;
    private boolean isReached;

    /**
     * Reaches the store, or later if that does not answer now, and takes the log's position from the store's mark.
     *
     * @param recent the newest points; shared with whoever reads history
     */
    public Batcher(
            final EntryLog log,
            final Store store,
            final Recent recent,
            final BatchLimits limits,
            final int batchSize,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.log = log;
        this.store = store;
        this.recent = recent;
        this.batchSize = batchSize;
        this.maxAgeNs = limits.maxAgeNs();
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        calls = new StoreCalls(counters, onError);
        thread = NamedThreads.named("leela-batcher", onError, this::run);
        final StoreBatch.Mark mark = store.mark();
        time = new ConfirmedTime(mark.version(), clock);
        try {
            store.reach();
            isReached = true;
        } catch (final StoreException unavailable) {
            if (!unavailable.isPassing()) {
                throw unavailable;
            }
            // asked again in the first round, which reports it
        }
        batches = new BatchBuilder(recent, clock, mark.version());
        markedPosition = mark.position();
        markedNs = clock.ticksNs();
        readToNs = markedNs;
        log.resume(mark.position());
    }

    /**
     * Starts the thread, on which this runs first: it may want another place than others among the machine's threads.
     */
    public void start(final Runnable newSettle) {
        settle = newSettle;
        calls.start();
        thread.start();
    }

    /**
     * Writes everything held, for backups. {@link StoreException} says why that was not done: at once where the store
     * refuses for good.
     */
    public void flush(final long timeoutMs) throws InterruptedException {
        final CompletableFuture<Void> mine = new CompletableFuture<>();
        final long deadlineNs = clock.ticksNs() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            while (!flushRequest.compareAndSet(null, mine)) {
                final CompletableFuture<Void> others = flushRequest.get();
                if (others != null) {
                    others.get(deadlineNs - clock.ticksNs(), TimeUnit.NANOSECONDS);
                }
            }
            LockSupport.unpark(thread);
            mine.get(deadlineNs - clock.ticksNs(), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException refused) {
            throw new StoreException(refused.getCause().getMessage(), false, refused.getCause());
        } catch (final TimeoutException slow) {
            throw new StoreException(
                    "The newest points could not be written within " + TimeUnit.MILLISECONDS.toSeconds(timeoutMs)
                            + " s."
                            + failure().map(why -> " " + why.getMessage()).orElse(""),
                    true,
                    slow);
        }
    }

    /**
     * Does something with the store between two writes, once all is written that is in the log now; {@code behind}
     * follows on the batcher's thread. The call gets a version above all before.
     */
    public void between(final LongConsumer call, final Runnable behind, final long timeoutMs)
            throws InterruptedException {
        final StoreTask mine = new StoreTask(call, behind);
        if (!taskRequest.compareAndSet(null, mine)) {
            throw new StoreException("The store is asked something else just now; try again.", true, null);
        }
        LockSupport.unpark(thread);
        try {
            mine.await(timeoutMs);
        } finally {
            taskRequest.compareAndSet(mine, null);
        }
    }

    /**
     * Why the store refused the last call, so that what was read waits in the log and in memory; empty if it did not.
     */
    public Optional<StoreException> failure() {
        return Optional.ofNullable(calls.failure());
    }

    /** How old the oldest entry is, at most, that nobody can read yet: it waits in the log. */
    public long behindNs() {
        return clock.ticksNs() - readToNs;
    }

    private void run() {
        cycle = DutyCycle.ofThisThreadsLongWork();
        settle.run();
        long pauseNs = IDLE_NS;
        while (!isClosed) {
            if (isWorking()) {
                pauseNs = IDLE_NS;
            } else {
                pauseNs = Math.min(LONGEST_PAUSE_NS, 2 * pauseNs);
                LockSupport.parkNanos(pauseNs);
            }
        }
        drain();
    }

    /** One round, and a rest if there was nothing to do; false if it failed, be it for want of memory. */
    private boolean isWorking() {
        cycle.begin(clock.ticksNs());
        try {
            if (!work()) {
                cycle.end(clock.ticksNs());
                LockSupport.parkNanos(IDLE_NS);
            }
            return true;
        } catch (final Throwable fault) {
            report(fault);
            return false;
        } finally {
            cycle.end(clock.ticksNs());
        }
    }

    /** Not as an {@code Error}, which would end the engine: it can receive and keep without this thread. */
    private void report(final Throwable fault) {
        counters.increment(EngineCounter.HISTORY_ERRORS);
        onError.onError(BackgroundFault.of("the batcher", fault));
    }

    /** One round: read, then write what is due. False if there was nothing to do. */
    public boolean work() {
        final CompletableFuture<Void> request = flushRequest.get();
        final boolean didSomething = round(request != null);
        if (request != null) {
            final StoreException refused = calls.failure();
            if (refused != null && !refused.isPassing()) {
                flushRequest.set(null);
                request.completeExceptionally(refused);
            } else if (!didSomething && batch == null) {
                flushRequest.set(null);
                request.complete(null);
            }
        }
        return didSomething;
    }

    private boolean round(final boolean isFlushing) {
        final long nowNs = clock.ticksNs();
        final int read = read(nowNs);
        counters.add(EngineCounter.HISTORY_READ, read);
        final StoreTask task = taskRequest.get();
        if (task != null) {
            task.look(log.position() + log.unread(), markedPosition);
        }
        if (batch == null && (task == null || !task.isDue())) {
            seal(isFlushing || task != null ? nowNs + 1 : nowNs - maxAgeNs, nowNs);
            if (task != null && batch == null && read == 0) {
                task.onIdle();
            }
        }
        final boolean isDone = call(nowNs);
        final long stored = store.mark().position();
        log.acknowledge(stored);
        if (stored < log.pressedTo() && stored < markedPosition) {
            store.settle();
        }
        if (read > 0) {
            final long toldNs = recent.takeNewestNs();
            witnessNs = Math.max(witnessNs, toldNs);
            time.arrived(toldNs);
        }
        recent.forgetExpired(time.timeNs());
        publish(nowNs);
        return read > 0 || isDone;
    }

    /** What the log has, once it is known how the store's keys are to be. */
    private int read(final long nowNs) {
        if (recent.keyCase() == null) {
            store.keyCase().ifPresent(recent::keyCase);
        }
        return recent.keyCase() == null ? 0 : recent.read(log, READ_LIMIT, nowNs);
    }

    /** Moves on what is asked of the store; true if it has done something. */
    private boolean call(final long nowNs) {
        if (calls.isIdle(nowNs)) {
            if (!isReached) {
                calls.begin(store::reach, () -> isReached = true);
            } else if (batch != null) {
                final StoreBatch next = batch;
                calls.begin(() -> store.write(next), () -> onWritten(nowNs));
            } else {
                beginTask();
            }
        }
        return calls.poll(nowNs);
    }

    private void beginTask() {
        final StoreTask task = taskRequest.get();
        if (task != null && task.isDue() && task.begin()) {
            final long version = batches.nextVersion();
            calls.begin(() -> task.run(version), () -> {
                taskRequest.compareAndSet(task, null);
                task.end();
            });
        }
    }

    /** Reads and writes until nothing is left, the store fails or time is over. */
    private void drain() {
        try {
            calls.hurry(clock.ticksNs());
            boolean isGood = true;
            while (isGood && clock.ticksNs() - closeAtNs < 0 && (round(true) || calls.isRunning())) {
                isGood = calls.isRunning() || !calls.isPaused();
                if (calls.isRunning()) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (final Throwable fault) {
            report(fault);
        }
        final StoreTask left = taskRequest.getAndSet(null);
        if (left != null && left.begin()) {
            left.refuse("The engine is ending.");
        }
    }

    /** What is sealed is in no queue any more, so it stays in hand until it is written, whatever fails in between. */
    private void seal(final long seenBeforeNs, final long nowNs) {
        if (sealed == null) {
            sealed = new SealedHeads(markedPosition);
        }
        if (!sealed.isComplete()) {
            recent.seal(sealed, seenBeforeNs, batchSize, log, nowNs);
        }
        final boolean isMarkDue =
                sealed.position() > markedPosition && (nowNs - markedNs >= MARK_NS || taskRequest.get() != null);
        if (sealed.isEmpty() && !isMarkDue) {
            sealed = null;
        } else {
            sealed.day(Math.floorDiv(time.latestNs(), Store.DAY_NS));
            batch = batches.build(sealed, witnessNs);
            witnessNs = StoreBatch.NO_WITNESS;
        }
    }

    private void onWritten(final long nowNs) {
        WrittenCounts.add(batch, counters);
        markedPosition = sealed.position();
        markedNs = nowNs;
        recent.release(sealed);
        sealed = null;
        batch = null;
    }

    private void publish(final long nowNs) {
        counters.set(EngineCounter.HISTORY_UNAVAILABLE, calls.isPaused() ? 1 : 0);
        recent.count(counters, nowNs);
        final long unread = log.unread();
        counters.set(EngineCounter.HISTORY_UNREAD, unread);
        final long ageNs = unread == 0 ? 0 : Math.max(0, clock.timeNs() - recent.readArrivalNs());
        readToNs = Math.max(readToNs, nowNs - ageNs);
    }

    /** Writes what it holds and ends the thread; what the store does not take in time stays in the log. */
    @Override
    public void close() {
        closeAtNs = clock.ticksNs() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MS / 2);
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MS);
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        calls.close();
    }
}
