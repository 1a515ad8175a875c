package leela.io.journal;

/** A journal that cannot be opened or written; the message is one plain sentence. Thread: immutable. */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JournalException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
