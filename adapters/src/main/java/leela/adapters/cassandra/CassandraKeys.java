package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Arrays;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import leela.engine.spi.Store;

/**
 * The keys of all shards, each asked for its own in order, and merged. A shard's next page is asked for while its last
 * one is read.
 * Thread: one at a time.
 * Memory: two pages of {@value #PAGE} keys a shard.
 * Errors: {@link leela.engine.spi.StoreException}.
 */
final class CassandraKeys implements Store.Keys {

    private static final int PAGE = 100;

    private final Cluster cluster;
    private final PriorityQueue<Shard> shards = new PriorityQueue<>(Schema.SHARDS);
    private Shard first;

    CassandraKeys(final Cluster cluster, final byte[] prefix, final byte[] after) {
        this(cluster, Schema.SHARDS, shard -> cluster.series(shard, from(prefix, after), end(prefix), PAGE));
    }

    /** What is asked for in so many partitions, whose rows are in order. */
    CassandraKeys(final Cluster cluster, final int count, final IntFunction<BoundStatement> statement) {
        this.cluster = cluster;
        final Shard[] asked = new Shard[count];
        Arrays.setAll(asked, shard -> new Shard(cluster.execute(statement.apply(shard))));
        for (final Shard shard : asked) {
            if (shard.next()) {
                shards.add(shard);
            }
        }
    }

    /** The first that may begin so and come behind another: that one with a zero behind it. */
    static byte[] from(final byte[] prefix, final byte[] after) {
        return Arrays.compareUnsigned(after, prefix) < 0 || after.length == 0
                ? prefix
                : Arrays.copyOf(after, after.length + 1);
    }

    /** What comes behind everything that begins so; empty where nothing does. */
    static byte[] end(final byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == -1) {
            length--;
        }
        final byte[] end = Arrays.copyOf(prefix, length);
        if (length > 0) {
            end[length - 1]++;
        }
        return end;
    }

    @Override
    public boolean next() {
        if (first != null && first.next()) {
            shards.add(first);
        }
        first = shards.poll();
        return first != null;
    }

    @Override
    public byte[] key() {
        return first.key;
    }

    @Override
    public void close() {
        // what was asked ahead ends by itself
    }

    /** The keys of one shard. */
    private final class Shard implements Comparable<Shard> {
        private CompletionStage<AsyncResultSet> nextPage;
        private Iterator<Row> page = Arrays.<Row>asList().iterator();
        private byte[] key;

        private Shard(final CompletionStage<AsyncResultSet> firstPage) {
            nextPage = firstPage;
        }

        private boolean next() {
            while (!page.hasNext() && nextPage != null) {
                final AsyncResultSet rows = cluster.failures().awaiting(nextPage);
                page = rows.currentPage().iterator();
                nextPage = rows.hasMorePages() ? cluster.more(rows) : null;
            }
            if (!page.hasNext()) {
                return false;
            }
            key = BucketRows.bytes(page.next(), 0);
            return true;
        }

        @Override
        public int compareTo(final Shard other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }
}
