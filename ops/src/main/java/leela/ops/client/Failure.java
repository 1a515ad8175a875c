package leela.ops.client;

/** A command cannot do what it was asked; the message is one plain sentence for its user, who needs no stack trace. */
public class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Failure(final String message) {
        super(message);
    }

    public Failure(final String message, final Throwable cause) {
        super(message, cause);
    }
}
