package leela.engine.alert.registry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.alert.Alerts;

/**
 * Closes an alert behind the ring, at its place among the events, and waits until that is kept.
 * Thread: any but those that do so.
 * Errors: {@link AlertRefusedException} where it is not done.
 */
final class AlertClosing {

    private static final int TIMEOUT_MS = 10_000;

    private final Alerts alerts;
    private final Predicate<Runnable> queryThread;
    private final Consumer<Runnable> behindChanges;

    /** {@code behindChanges} runs what it is given once all changes before it are kept. */
    AlertClosing(final Alerts alerts, final Predicate<Runnable> queryThread, final Consumer<Runnable> behindChanges) {
        this.alerts = alerts;
        this.queryThread = queryThread;
        this.behindChanges = behindChanges;
    }

    /** What people are told of it by this person. */
    static String note(final String by, final String text) {
        // braces would be places
        final String said = text.isEmpty() ? by : by + ": " + text;
        return "{group}: closed by " + said.replace('{', '(').replace('}', ')');
    }

    /** False where none of its groups is open any more. */
    boolean close(final String alert, final long opened, final String note) throws AlertRefusedException {
        final CompletableFuture<Boolean> isClosed = new CompletableFuture<>();
        final boolean isAsked = queryThread.test(alerts.closing(
                alert, opened, note, groups -> behindChanges.accept(() -> isClosed.complete(groups > 0))));
        if (!isAsked) {
            throw new AlertRefusedException("The engine is ending and closes no more alerts.");
        }
        try {
            return isClosed.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException | ExecutionException late) {
            throw new AlertRefusedException("It takes long to close #" + opened + ": look in a moment whether it is.");
        } catch (final InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new AlertRefusedException("The engine is ending: look later whether #" + opened + " is closed.");
        }
    }
}
