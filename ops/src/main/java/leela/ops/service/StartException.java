package leela.ops.service;

/** The service cannot start; the message is one plain sentence that says why. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(final String message) {
        super(message);
    }

    public StartException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
