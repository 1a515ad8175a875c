package leela.engine.notify;

import java.util.function.Consumer;

/**
 * A way out to people. What was taken for sending arrives in order, and its outcome is told once.
 * Thread: {@link #trySend} one; {@link #isConnected} any; outcomes come on any, also before {@link #trySend} returns.
 *
 * @param <M> what is sent, such as a text
 */
public interface Notifier<M> {

    /** Whether messages go out just now. */
    boolean isConnected();

    /**
     * Takes a message for sending; false if it is not connected or enough is unacknowledged: try again later, nothing
     * was sent and no outcome comes.
     */
    boolean trySend(String to, M message, Consumer<Outcome> onOutcome);

    /**
     * The same; {@code onBegin} is run once before anything of the message goes out, on any thread, and keeps that it
     * may arrive from here on. Where it throws, nothing goes out, and the outcome is {@link Outcome.Kind#RETRY}.
     */
    default boolean trySend(
            final String to, final M message, final Runnable onBegin, final Consumer<Outcome> onOutcome) {
        onBegin.run();
        return trySend(to, message, onOutcome);
    }

    /** The same where nobody asks for the outcome. */
    default boolean trySend(final String to, final M message) {
        return trySend(to, message, outcome -> {});
    }
}
