package leela.engine.spi;

import java.util.List;
import java.util.Optional;
import leela.engine.keys.KeyCase;

/**
 * A backend that keeps history: chunks of points, documents and the list of keys, for as long as its retention says.
 *
 * <p>Rows of chunks are (key, day of the start), then start and version. There may be several with overlapping times;
 * who reads merges them, who stores may replace them by fewer that say the same.
 *
 * <p>Thread: {@link #write} and {@link #reach} the batcher's, one at a time; everything else any. All may block.
 * Units: times epoch ns; ranges include both ends.
 * Errors: {@link StoreException}.
 */
public interface Store extends AutoCloseable {

    /** A chunk lies within one day (UTC). */
    long DAY_NS = 86_400_000_000_000L;

    /** Reaches the backend, if that was not done yet, and asks whether it is as it must be. */
    default void reach() {}

    /**
     * How its keys are stored; empty as long as that is not known, since a backend must be reached for it. Once told it
     * stays.
     */
    Optional<KeyCase> keyCase();

    /**
     * How far the store has got that would survive a crash of machine or process now. Asked often: answers from memory.
     */
    StoreBatch.Mark mark();

    /**
     * Writes all of it, then its mark; returns when the backend has it, and keeps no buffer. A batch without rows only
     * moves the mark.
     */
    void write(StoreBatch batch);

    /** Lets {@link #mark} tell soon of what was written, since the log needs the room; answers at once. */
    default void settle() {}

    /** Every chunk of the key that may hold points of the range, and maybe some before it: by start, then version. */
    Chunks chunks(byte[] key, long fromNs, long toNs);

    /** The documents of the key and range in ascending time. */
    Documents documents(byte[] key, long fromNs, long toNs);

    /**
     * The keys that were written, as long as their retention is not over, in ascending byte order: those that begin
     * with {@code prefix} and come behind {@code after}; both may be empty. Costs what is read of it, however many
     * there are.
     */
    Keys keys(byte[] prefix, byte[] after);

    /**
     * Which of the keys that {@link #keys} lists are meant by this one: that very key, if it is one of them; else those
     * that equal it when the case of ASCII letters is ignored, {@code limit} of them at most. Costs no more for many
     * keys.
     */
    List<byte[]> spellings(byte[] key, int limit);

    /** Its keys by their tags; empty where it does not keep them so, and all keys have to be looked at. */
    default Optional<TagIndex> tagIndex() {
        return Optional.empty();
    }

    /**
     * Deletes the points of a key and range, whatever chunks they lie in, and returns when no crash brings them back.
     * Thread: the writer's. {@code version} is higher than those of all batches before.
     */
    void deletePoints(byte[] key, long fromNs, long toNs, long version);

    /** As {@link #deletePoints}, of documents. */
    void deleteDocuments(byte[] key, long fromNs, long toNs, long version);

    /** As {@link #deletePoints}, of keys with all that they hold, which are listed no more. */
    void deleteKeys(List<byte[]> keys, long version);

    @Override
    void close();

    /** A forward cursor over chunks. Thread: one at a time. */
    interface Chunks extends AutoCloseable {
        /** Moves on; false at the end. */
        boolean next();

        long startNs();

        long version();

        /** The chunk; the caller's to keep. */
        byte[] bytes();

        /**
         * Copies the chunk where there is room for all of it, else at most a part; how long it is. Spares whoever reads
         * many an array for each.
         */
        default int copyTo(final byte[] room) {
            final byte[] all = bytes();
            System.arraycopy(all, 0, room, 0, Math.min(all.length, room.length));
            return all.length;
        }

        @Override
        void close();
    }

    /** A forward cursor over keys. Thread: one at a time. */
    interface Keys extends AutoCloseable {
        /** Moves on; false at the end. */
        boolean next();

        /** The key; the caller's to keep. */
        byte[] key();

        @Override
        void close();
    }

    /** A forward cursor over documents. Thread: one at a time. */
    interface Documents extends AutoCloseable {
        /** Moves on; false at the end. */
        boolean next();

        long timeNs();

        byte[] json();

        @Override
        void close();
    }
}
