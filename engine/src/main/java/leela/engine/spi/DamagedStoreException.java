package leela.engine.spi;

/**
 * What the store holds cannot be read any more, which does not pass; {@link #remedy} says what to do.
 * Thread: immutable.
 */
public final class DamagedStoreException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    public DamagedStoreException(final String message, final String remedy, final Throwable cause) {
        super(message, false, cause);
        this.remedy = remedy;
    }

    /** What to do, in plain sentences. */
    public String remedy() {
        return remedy;
    }
}
