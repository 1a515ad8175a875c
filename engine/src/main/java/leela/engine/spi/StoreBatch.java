package leela.engine.spi;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is written to a store at once. Every row may be written any number of times: rows of equal place and version are
 * equal.
 * Thread: immutable; nobody writes to the arrays; a store that moves a buffer's position moves it back.
 * Units: times epoch ns.
 *
 * @param chunks    compressed points
 * @param documents JSON documents
 * @param keys      keys that the store may not have listed yet, or not within a day
 * @param witnessNs the newest time that another clock than the engine's has told, with an entry since the batch before;
 *                  or {@link #NO_WITNESS}
 * @param mark      what is stored once all of this is; to be kept with it, and not before it
 */
public record StoreBatch(List<Chunk> chunks, List<Document> documents, List<byte[]> keys, long witnessNs, Mark mark) {

    /** Far from any time. */
    public static final long NO_WITNESS = Long.MIN_VALUE / 2;

    /**
     * Batches are at least this far apart in version, a millisecond: a store that is shared may put the number of who
     * writes into the digits below.
     */
    public static final long VERSION_STEP = 1_000_000;

    /**
     * Points of a key within one UTC day, ascending.
     *
     * @param key     as the store's {@link Store#keyCase} says
     * @param startNs time of the first point; with key and version the row's place
     * @param endNs   time of the last
     * @param version of two chunks that hold a point of the same time, the higher version's is the later one
     * @param points  how many
     * @param bytes   as {@link leela.engine.chunk.ChunkEncoder} wrote them; outside the heap, and good until the write
     *                has returned
     */
    public record Chunk(byte[] key, long startNs, long endNs, long version, int points, ByteBuffer bytes) {}

    /**
     * A document; key and time are the row's place, the last one written stays.
     *
     * @param key    as the store's {@link Store#keyCase} says
     * @param timeNs a multiple of the storage resolution
     * @param json   in UTF-8
     */
    public record Document(byte[] key, long timeNs, byte[] json) {}

    /**
     * How far a store has got.
     *
     * @param position of the entry log: all before it is stored
     * @param version  the highest one used; those of two batches are {@link #VERSION_STEP} apart at least
     */
    public record Mark(long position, long version) {

        /** An empty store's. */
        public static final Mark NONE = new Mark(0, 0);
    }
}
