package leela.engine.spi;

/**
 * A way to talk with people. What was taken for sending arrives in order and once, also when the connection breaks in
 * between.
 * Thread: {@link #trySend} one; the others any.
 * Errors: a connection that is lost is made again; nothing is thrown.
 */
public interface Chat extends AutoCloseable {

    /** Begins to connect; the listener hears of everything from then on. */
    void start(Listener listener);

    /** Whether messages go out just now. */
    boolean isConnected();

    /**
     * Takes a message for sending; false if it is not connected or enough is under way, and then {@link
     * Listener#onReady} tells when to try again.
     */
    boolean trySend(String to, String body);

    @Override
    void close();

    /** Takes what comes in. Thread: the chat's own; it must not be held up. */
    interface Listener {

        /**
         * Somebody wrote.
         *
         * @param owner   who: the address without a resource, or a room
         * @param replyTo where the answer goes
         */
        void onMessage(String owner, String replyTo, String body);

        /** There is room for messages again. */
        void onReady();
    }
}
