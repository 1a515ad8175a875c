package leela.engine.notify;

/**
 * A way out to people. What was taken for sending arrives in order and once, also when the connection breaks in
 * between.
 * Thread: {@link #trySend} one; {@link #isConnected} any.
 */
public interface Notifier {

    /** Whether messages go out just now. */
    boolean isConnected();

    /** Takes a message for sending; false if it is not connected or enough is unacknowledged: try again later. */
    boolean trySend(String to, String body);
}
