package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * The rows of one series, bucket by bucket, asked for a little ahead.
 * Thread: one at a time.
 * Memory: two pages of a bucket, and the first of {@value #AHEAD} more.
 * Errors: {@link leela.engine.spi.StoreException}.
 */
final class BucketRows {

    private static final int AHEAD = 4;

    private final Cluster cluster;
    private final IntFunction<BoundStatement> query;
    private final Iterator<Integer> buckets;
    private final Deque<CompletionStage<AsyncResultSet>> asked = new ArrayDeque<>();
    private Iterator<Row> page = List.<Row>of().iterator();
    private CompletionStage<AsyncResultSet> nextPage;

    /** Rows of these buckets; {@code query} asks for one's. */
    BucketRows(final Cluster cluster, final List<Integer> buckets, final IntFunction<BoundStatement> query) {
        this.cluster = cluster;
        this.query = query;
        this.buckets = buckets.iterator();
        ask();
    }

    /** The next row, or null at the end. */
    Row next() {
        while (!page.hasNext()) {
            if (nextPage == null) {
                nextPage = asked.poll();
                ask();
            }
            if (nextPage == null) {
                return null;
            }
            final AsyncResultSet rows = cluster.failures().awaiting(nextPage);
            nextPage = rows.hasMorePages() ? cluster.more(rows) : null;
            page = rows.currentPage().iterator();
        }
        return page.next();
    }

    private void ask() {
        while (asked.size() < AHEAD && buckets.hasNext()) {
            asked.add(cluster.execute(query.apply(buckets.next())));
        }
    }

    static byte[] bytes(final Row row, final int column) {
        final ByteBuffer buffer = row.getByteBuffer(column);
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
