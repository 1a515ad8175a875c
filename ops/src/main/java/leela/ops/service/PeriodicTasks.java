package leela.ops.service;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import org.agrona.ErrorHandler;

/**
 * Runs what looks at the engine from outside every few seconds: the kernel's drops, the engine's own figures.
 * Thread: one of its own, {@code leela-watch}.
 * Errors: a task that throws is reported and runs again the next time.
 */
final class PeriodicTasks implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_MS = 1000;

    private final ScheduledExecutorService executor;
    private final ErrorHandler onError;
    private final Clock clock = new SystemClock();

    PeriodicTasks(final ErrorHandler onError) {
        this.onError = onError;
        executor = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-watch", onError));
    }

    /** Something that may fail. */
    interface Task {
        void run() throws Exception;
    }

    /** Runs the task every so often, the first time after one period. */
    void every(final long periodMs, final Task task) {
        final var unused = executor.scheduleWithFixedDelay(
                () -> {
                    final DutyCycle cycle = DutyCycle.ofThisThread();
                    cycle.begin(clock.ticksNs());
                    try {
                        task.run();
                    } catch (final Throwable failed) {
                        // the executor would keep it to itself and never run the task again
                        onError.onError(failed);
                    }
                    cycle.end(clock.ticksNs());
                },
                periodMs,
                periodMs,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        // no interrupt: this thread may be running the handlers, and their channels would close
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("leela-watch did not end within " + CLOSE_TIMEOUT_MS + " ms");
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
