package leela.ops.client;

/** The engine has answered that what it was asked for is wrong; the message is its own, {@code NAME: what is wrong}. */
public final class BadRequest extends Failure {

    private static final long serialVersionUID = 1L;

    BadRequest(final String message) {
        super(message);
    }
}
