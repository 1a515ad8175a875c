package leela.engine.runtime;

/**
 * A fault of work that is tried again: reported, also where it is an {@code Error}, without ending the engine. Thread:
 * immutable.
 */
public final class BackgroundFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private BackgroundFault(final String message, final Throwable cause) {
        super(message, cause);
    }

    /** What to report of a fault in {@code work}. */
    public static Throwable of(final String work, final Throwable fault) {
        return fault instanceof Error
                ? new BackgroundFault(work + " failed, and will be tried again: " + fault, fault)
                : fault;
    }
}
