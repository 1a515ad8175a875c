package leela.engine.spi;

import java.util.function.Consumer;

/**
 * A backend that keeps history: chunks of points, documents and the list of keys, for as long as its retention says.
 *
 * <p>Rows of chunks are (key, day of the start), then start and version. There may be several with overlapping times;
 * who reads merges them, who stores may replace them by fewer that say the same.
 *
 * <p>Thread: {@link #write} the batcher's; everything else any. All may block.
 * Units: times epoch ns; ranges include both ends.
 * Errors: {@link StoreException}.
 */
public interface Store extends AutoCloseable {

    /** A chunk lies within one day (UTC). */
    long DAY_NS = 86_400_000_000_000L;

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

    /** Shows every key that has been written, in any order. */
    void keys(Consumer<byte[]> visitor);

    /** Whether other instances write to it too, so that it may list keys that this one never saw. */
    default boolean isShared() {
        return false;
    }

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
