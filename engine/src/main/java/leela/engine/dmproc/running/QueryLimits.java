package leela.engine.dmproc.running;

import java.nio.ByteBuffer;
import leela.engine.runtime.HeapShare;

/**
 * How many standing queries there may be, and what they may hold.
 * Thread: immutable.
 *
 * @param maxQueries         of all owners together
 * @param maxQueriesPerOwner of one owner
 * @param maxStateBytes      memory for the state of all queries over all their series; one owner may hold as much
 *                           as is left for others, beyond that its queries follow no further series
 */
public record QueryLimits(int maxQueries, int maxQueriesPerOwner, long maxStateBytes) {

    /** Groups of one query. */
    public static final int MAX_GROUPS = 100_000;

    /** [language 6]. */
    public static final QueryLimits DEFAULT = new QueryLimits(10_000, 100, HeapShare.QUERIES.bytes());

    public QueryLimits {
        check(maxQueries >= 0, "max_queries", maxQueries);
        check(maxQueriesPerOwner >= 0, "max_queries_per_owner", maxQueriesPerOwner);
        check(maxStateBytes >= 0, "max_state", maxStateBytes);
    }

    /** What a replay must know of them. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(Long.BYTES).putLong(maxStateBytes).array();
    }

    /** For a replay of a process with these limits: whoever was admitted there is admitted. */
    public static QueryLimits ofReplay(final ByteBuffer bytes) {
        return new QueryLimits(
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                bytes.remaining() < Long.BYTES ? DEFAULT.maxStateBytes : bytes.getLong());
    }

    private static void check(final boolean isGood, final String key, final long value) {
        if (!isGood) {
            throw new IllegalArgumentException("dmproc." + key + ": " + value + " (expected: at least 0)");
        }
    }
}
