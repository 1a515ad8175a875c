package leela.engine.spi;

/** The directory cannot be asked just now; the message is one plain sentence. Thread: immutable. */
public final class DirectoryException extends Exception {

    private static final long serialVersionUID = 1L;

    public DirectoryException(final String sentence, final Throwable cause) {
        super(sentence, cause);
    }
}
