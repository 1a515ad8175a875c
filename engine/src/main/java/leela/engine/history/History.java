package leela.engine.history;

import java.util.List;
import leela.engine.chunk.PointSums;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;

/**
 * The read side of storage: everything that was kept, whether it still waits in memory or lies in the backend.
 * Thread: any; calls may block on the backend, so never from a handler.
 * Units: times epoch ns; ranges include both ends.
 * Keys: one that is not there stands for the one that equals it when the case of ASCII letters is ignored.
 * Errors: {@link HistoryException} where the backend does not answer, {@link AmbiguousKeyException} where several keys
 * are meant.
 */
public interface History {

    /** Storage switched off: holds nothing. */
    History NONE = new NoHistory();

    /**
     * The points of a key in ascending time, the last written for each time at the storage resolution. Where the key
     * has none as it is written, its tags may stand in any order; see {@link leela.engine.keys.TaggedKey}.
     */
    Points points(byte[] key, long fromNs, long toNs);

    /** The documents of a key in ascending time. */
    Documents documents(byte[] key, long fromNs, long toNs);

    /**
     * Keys in ascending byte order: those that match and come behind {@code after}, at most {@code limit}. The work of
     * a page is bounded: it may hold fewer, or none, and yet say where to go on.
     */
    KeyPage keys(KeyFilter filter, byte[] after, int limit);

    /**
     * The keys that are meant by this one: that very key if it is there, else those that equal it when case is ignored,
     * in ascending byte order; a few at most.
     */
    List<byte[]> spellings(byte[] key, int limit);

    /** The first tags that begin so, {@code name} among them, in ascending byte order. */
    List<byte[]> tagNames(byte[] prefix, int limit);

    /** The first values of a tag that begin so, in ascending byte order; of {@code name} what stands before tags. */
    List<byte[]> tagValues(byte[] tag, byte[] prefix, int limit);

    /**
     * A forward cursor over points, read a page at a time: a month costs no call a point, and memory for a page only.
     * Thread: one at a time.
     */
    interface Points extends AutoCloseable {
        /**
         * Reads the next points into the starts of both arrays; how many, 0 at the end. Fewer than would fit is not the
         * end.
         */
        int read(long[] timesNs, double[] values);

        /**
         * Reads the next points, up to some that lie in one bucket and whose sums are known: these it passes over, and
         * {@code sums} stand for them; else for none. The end is where it reads no point and the sums stand for none.
         */
        default int read(final long[] timesNs, final double[] values, final PointSums sums) {
            sums.clear();
            return read(timesNs, values);
        }

        @Override
        void close();
    }

    /** A forward cursor over documents. Thread: one at a time. */
    interface Documents extends AutoCloseable {
        /** Moves on; false at the end. */
        boolean next();

        long timeNs();

        /** The JSON document, in UTF-8. */
        byte[] json();

        @Override
        void close();
    }
}
