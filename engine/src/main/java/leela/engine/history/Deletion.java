package leela.engine.history;

import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;

/**
 * Takes out of storage what came before the call; what comes behind it stays. Once a call returns, no crash brings back
 * what it deleted.
 * Thread: any that may block.
 * Units: times epoch ns; ranges include both ends.
 * Errors: {@link HistoryException} where storage does not answer, {@link AmbiguousKeyException}.
 */
public interface Deletion {

    /** Storage switched off: there is nothing to delete. */
    Deletion NONE = new Deletion() {
        @Override
        public long points(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
            return 0;
        }

        @Override
        public long documents(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
            return 0;
        }

        @Override
        public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit, final boolean isDry) {
            return KeyPage.NONE;
        }
    };

    /** Deletes the points of a key; how many readers saw there. {@code isDry} only counts. */
    long points(byte[] key, long fromNs, long toNs, boolean isDry);

    /** Deletes the documents of a key; how many there were. {@code isDry} only counts. */
    long documents(byte[] key, long fromNs, long toNs, boolean isDry);

    /**
     * Deletes keys with all that they hold: those that match and come behind {@code after}, {@code limit} at most. The
     * page says which, and where to go on. {@code isDry} only lists.
     */
    KeyPage keys(KeyFilter filter, byte[] after, int limit, boolean isDry);
}
