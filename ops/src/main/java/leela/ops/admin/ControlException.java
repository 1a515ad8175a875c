package leela.ops.admin;

/**
 * What was asked over the control socket was not done; the message is one plain sentence.
 * Thread: immutable.
 */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ControlException(final String message) {
        super(message);
    }

    public ControlException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
