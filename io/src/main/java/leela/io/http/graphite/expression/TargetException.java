package leela.io.http.graphite.expression;

/**
 * A target that cannot be answered; the message is one plain sentence for its author.
 * Thread: that which evaluates the target.
 */
public final class TargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TargetException(final String message) {
        super(message, null, false, false);
    }
}
