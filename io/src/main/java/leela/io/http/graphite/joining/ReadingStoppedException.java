package leela.io.http.graphite.joining;

/**
 * Ends a helper in the middle of a series: nobody wants it any more, or it is more than was to be expected.
 * Thread: the helper's.
 */
public final class ReadingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReadingStoppedException() {
        super(null, null, false, false);
    }
}
