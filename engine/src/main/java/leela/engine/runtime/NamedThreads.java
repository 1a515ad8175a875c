package leela.engine.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ErrorHandler;

/**
 * Makes the engine's threads: named so that {@code top -H} shows them, daemon, and never dying silently.
 * Thread: any.
 * Errors: what a thread throws goes to the error handler before the thread ends.
 */
public final class NamedThreads implements ThreadFactory {

    /** Linux cuts thread names behind this many characters. */
    public static final int MAX_NAME_LENGTH = 15;

    private final String name;
    private final ErrorHandler onError;
    private final AtomicInteger made = new AtomicInteger();

    /** Threads are called {@code name}, {@code name-1}, {@code name-2} … */
    public NamedThreads(final String name, final ErrorHandler onError) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "thread name: " + name + " (expected: 1-" + MAX_NAME_LENGTH + " characters)");
        }
        this.name = name;
        this.onError = onError;
    }

    /**
     * One thread of this name, not yet started. Nobody makes it anew: if its body throws, the engine is without it, and
     * told so by a {@link ThreadEndedError}.
     */
    public static Thread named(final String name, final ErrorHandler onError, final Runnable body) {
        return new NamedThreads(name, onError).newThread(() -> {
            try {
                body.run();
            } catch (final Throwable fault) {
                throw new ThreadEndedError(name, fault);
            }
        });
    }

    @Override
    @SuppressForbidden("the one place that makes threads")
    public Thread newThread(final Runnable body) {
        final int number = made.getAndIncrement();
        final Thread thread = new EngineThread(body, number == 0 ? name : name + "-" + number);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, error) -> onError.onError(error));
        return thread;
    }
}
