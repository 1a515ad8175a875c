package leela.engine.dmproc.figures;

import java.util.Locale;

/**
 * What a query has given so far.
 * Thread: immutable.
 *
 * @param results  how many
 * @param hash     of all of them, in their order
 * @param position of the stream: behind the entry that caused the last one; 0 before there is one
 */
public record QueryOutputs(long results, long hash, long position) {

    /** The hash as people compare it. */
    public String hashText() {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
