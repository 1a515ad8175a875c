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

    /** All that people were told of this alert, before it ends; gives of how many groups that was. */
    int closeAll(final String alert, final String note) throws AlertRefusedException {
        return closed(alert, Alerts.ALL, note);
    }

    /** False where none of its groups is open any more. */
    boolean close(final String alert, final long opened, final String note) throws AlertRefusedException {
        return closed(alert, opened, note) > 0;
    }

    private int closed(final String alert, final long opened, final String note) throws AlertRefusedException {
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final boolean isAsked = queryThread.test(
                alerts.closing(alert, opened, note, groups -> behindChanges.accept(() -> closed.complete(groups))));
        if (!isAsked) {
            throw new AlertRefusedException("The engine is ending and closes no more alerts.");
        }
        try {
            return closed.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException | ExecutionException late) {
            throw new AlertRefusedException(
                    "It takes long to close " + name(alert, opened) + ": look in a moment whether it is.");
        } catch (final InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new AlertRefusedException(
                    "The engine is ending: look later whether " + name(alert, opened) + " is closed.");
        }
    }

    private static String name(final String alert, final long opened) {
        return opened == Alerts.ALL ? alert : "#" + opened;
    }
}
