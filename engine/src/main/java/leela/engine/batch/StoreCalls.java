package leela.engine.batch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.NamedThreads;
import leela.engine.spi.StoreException;
import org.agrona.ErrorHandler;

/**
 * Asks one thing of the store at a time, so that a store that is slow or unavailable keeps nobody from reading the log.
 * Thread: the batcher's; the calls themselves on {@code leela-store} from {@link #start} on, before that on the
 * caller's.
 * Errors: a call that fails makes a growing pause, and is reported once per change of state.
 */
final class StoreCalls implements AutoCloseable {

    private static final long FIRST_PAUSE_NS = 100_000_000;
    private static final long LONGEST_PAUSE_NS = 10_000_000_000L;
    private static final long LONGEST_REFUSED_PAUSE_NS = 60_000_000_000L;
    private static final long CLOSE_MS = 10_000;

    private final Counters counters;
    private final ErrorHandler onError;
    private ExecutorService thread;
    private CompletableFuture<Void> running;
    private Runnable onDone;
    private long retryAtNs;
    private volatile long pauseNs;
    private volatile StoreException failure;

    StoreCalls(final Counters counters, final ErrorHandler onError) {
        this.counters = counters;
        this.onError = onError;
    }

    void start() {
        thread = Executors.newSingleThreadExecutor(new NamedThreads("leela-store", onError));
        // there from the start, like every thread of the service
        thread.execute(() -> {});
    }

    /** Whether the last call failed. Thread: any. */
    boolean isPaused() {
        return pauseNs > 0;
    }

    /** What the store said to the last call, or null if it did as asked. Thread: any. */
    StoreException failure() {
        return failure;
    }

    boolean isRunning() {
        return running != null;
    }

    /** Whether a call may begin: none runs, and the pause after one that failed is over. */
    boolean isIdle(final long nowNs) {
        return running == null && (pauseNs == 0 || nowNs - retryAtNs >= 0);
    }

    /** The pause is over, however long it was to be. */
    void hurry(final long nowNs) {
        retryAtNs = nowNs;
    }

    /** Begins a call; {@code next} runs in {@link #poll} if it ends well. */
    void begin(final Runnable call, final Runnable next) {
        onDone = next;
        if (thread == null) {
            running = CompletableFuture.runAsync(call, Runnable::run);
        } else {
            final Thread caller = Thread.currentThread();
            running = CompletableFuture.runAsync(call, thread);
            final var unused = running.whenComplete((nothing, fault) -> LockSupport.unpark(caller));
        }
    }

    /** Looks whether the call has ended; true if it ended well just now. */
    boolean poll(final long nowNs) {
        if (running == null || !running.isDone()) {
            return false;
        }
        final CompletableFuture<Void> ended = running;
        running = null;
        try {
            ended.join();
        } catch (final CompletionException fault) {
            onFailed(fault.getCause(), nowNs);
            return false;
        }
        pauseNs = 0;
        failure = null;
        onDone.run();
        return true;
    }

    private void onFailed(final Throwable fault, final long nowNs) {
        counters.increment(EngineCounter.HISTORY_WRITES_FAILED);
        final StoreException refused = fault instanceof StoreException known
                ? known
                : new StoreException("The store failed: " + fault + ".", true, fault);
        if (pauseNs == 0) {
            // not as an Error, which would end the engine: the call is tried again
            onError.onError(fault instanceof Error ? refused : fault);
        }
        failure = refused;
        final long longest = refused.isPassing() ? LONGEST_PAUSE_NS : LONGEST_REFUSED_PAUSE_NS;
        pauseNs = Math.min(longest, Math.max(FIRST_PAUSE_NS, 2 * pauseNs));
        retryAtNs = nowNs + pauseNs;
    }

    /** Ends the thread; a call that does not end in time is interrupted. */
    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                onError.onError(
                        new StoreException("The store has not ended a call within " + CLOSE_MS + " ms.", true, null));
            }
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
