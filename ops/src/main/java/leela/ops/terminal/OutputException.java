package leela.ops.terminal;

import java.io.IOException;

/**
 * Standard output takes no more: what prints cannot go on. Unchecked, since a {@link java.io.PrintWriter} would keep
 * another to itself.
 * Thread: immutable.
 */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isClosed;

    OutputException(final IOException refused) {
        super("standard output cannot be written: " + refused.getMessage(), refused);
        isClosed = "Broken pipe".equals(refused.getMessage());
    }

    /** Whether its reader has gone, as {@code head} does once it has seen enough. */
    public boolean isClosed() {
        return isClosed;
    }
}
