package leela.engine.spi;

import leela.engine.notify.Notifier;

/**
 * A way to talk with people: they may write, too. Where it takes no message, {@link Listener#onReady} tells when to try
 * again.
 * Thread: {@link #trySend} one; the others any.
 * Errors: a connection that is lost is made again; nothing is thrown.
 */
public interface Chat extends Notifier<String>, AutoCloseable {

    /** Begins to connect; the listener hears of everything from then on. */
    void start(Listener listener);

    /** Whether messages come and go, for people. Thread: any. */
    PartState state();

    @Override
    void close();

    /**
     * What somebody wrote.
     *
     * @param owner        who: the address without a resource, or a room
     * @param replyTo      where the answer goes
     * @param isUnattended whether nobody waits for an answer: it was kept while the engine was away, or a program says
     *                     that it answers by itself
     * @param isAside      whether an occupant of a room said it to the engine alone: nobody can tell who that is
     * @param name         names the message among all others, so that it can be corrected; empty where it has no id
     * @param corrected    the name of the message that this one replaces (XEP-0308); mostly empty
     */
    record Words(
            String owner,
            String replyTo,
            String body,
            boolean isUnattended,
            boolean isAside,
            String name,
            String corrected) {

        /** From a person directly. */
        public Words(final String owner, final String replyTo, final String body) {
            this(owner, replyTo, body, false, false, "", "");
        }
    }

    /** Takes what comes in. Thread: the chat's own; it must not be held up. */
    interface Listener {

        /** Somebody wrote. */
        void onMessage(Words words);

        /** There is room for messages again. */
        void onReady();
    }
}
