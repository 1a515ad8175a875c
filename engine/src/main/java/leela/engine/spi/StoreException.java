package leela.engine.spi;

/**
 * The backend did not do what it was asked; the message is one plain sentence.
 * A fault that passes (no answer, no room) is tried again soon, one that will not heal by itself (a wrong schema, a
 * wrong password) seldom.
 * Thread: immutable.
 */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isPassing;

    public StoreException(final String message, final boolean isPassing, final Throwable cause) {
        super(message, cause);
        this.isPassing = isPassing;
    }

    /** Whether the same call may succeed soon. */
    public boolean isPassing() {
        return isPassing;
    }
}
