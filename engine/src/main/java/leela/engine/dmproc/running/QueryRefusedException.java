package leela.engine.dmproc.running;

/** A standing query that was not started; the message is one plain sentence for the user. Thread: immutable. */
public final class QueryRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The regular expression is not one, or asks for too much. */
        BAD_REGEX,
        /** What the program says cannot be run. */
        BAD_PROGRAM,
        /** The engine runs as many queries as it may. */
        TOO_MANY_QUERIES,
        /** This owner has as many queries as one may have. */
        TOO_MANY_OF_OWNER,
        /** The engine ends. */
        CLOSED
    }

    private final Reason reason;

    QueryRefusedException(final Reason reason, final String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
