package leela.engine.history;

/** The backend cannot answer just now; the message is one plain sentence. */
public final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HistoryException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
