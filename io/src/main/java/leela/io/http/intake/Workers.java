package leela.io.http.intake;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.io.socket.SystemCalls;
import org.agrona.ErrorHandler;

/**
 * Threads for what would hold up the loop, and the bound on how many requests read history at a time. Each step of a
 * request queues anew, behind those of requests that have been served less, so long answers and short ones take turns.
 * Thread: any.
 * Memory: a queue entry an admitted request.
 */
public final class Workers implements Executor {

    private static final long END_WAIT_MS = 2000;
    /** Where cores are short, the loop must not wait for them: it answers whoever asks whether the engine is well. */
    private static final int NICE = 5;

    private final Clock clock = new SystemClock();
    private final int places;
    private final ThreadPoolExecutor threads;
    /** Guarded by itself. One entry for each of the tasks that the threads have yet to run. */
    private final LeastServedQueue<Runnable> steps = new LeastServedQueue<>();

    /** Steps that wait or are under way. Guarded by the steps. */
    private int unfinished;

    private final AtomicInteger admitted = new AtomicInteger();

    /** So many threads of this name, and places for so many requests. */
    public Workers(final String name, final int count, final int places, final ErrorHandler onError) {
        this(name, count, places, 0, onError);
    }

    /**
     * The same; where seconds are given, threads are made as they are needed, and end when they have had nothing to do
     * for so long: then there must be as many as there can be steps.
     */
    public Workers(
            final String name, final int count, final int places, final int idleSeconds, final ErrorHandler onError) {
        this.places = places;
        final NamedThreads names = new NamedThreads(name, onError);
        threads = new ThreadPoolExecutor(
                idleSeconds > 0 ? 0 : count,
                count,
                idleSeconds,
                TimeUnit.SECONDS,
                idleSeconds > 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(),
                task -> names.newThread(() -> {
                    SystemCalls.stepBack(NICE);
                    task.run();
                }));
    }

    /** A place for one request, to be given back by {@link #release}; false where all are taken. */
    public boolean admit() {
        if (admitted.incrementAndGet() > places) {
            admitted.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A place although all are taken: one of those that have one has lost it. */
    public void admitBeyond() {
        admitted.incrementAndGet();
    }

    public void release() {
        admitted.decrementAndGet();
    }

    /** Requests that have a place. */
    public int admitted() {
        return admitted.get();
    }

    @Override
    public void execute(final Runnable step) {
        execute(step, 0);
    }

    /** A step of a request that has been served for so long. */
    public void execute(final Runnable step, final long servedNs) {
        synchronized (steps) {
            threads.execute(this::runNext);
            steps.add(step, servedNs);
            unfinished++;
        }
    }

    /** A step that is only run where a thread has nothing to do; false where none has. */
    public boolean executeAtOnce(final Runnable step) {
        synchronized (steps) {
            if (unfinished >= threads.getCorePoolSize() || threads.isShutdown()) {
                return false;
            }
            execute(step, 0);
            return true;
        }
    }

    private void runNext() {
        final Runnable step;
        synchronized (steps) {
            step = steps.take();
        }
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        cycle.begin(clock.ticksNs());
        try {
            step.run();
        } finally {
            cycle.end(clock.ticksNs());
            synchronized (steps) {
                unfinished--;
            }
        }
    }

    /** Ends the threads behind the steps that are queued; those that do not end in time are interrupted. */
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_WAIT_MS, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (final InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
