package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import leela.engine.batch.ChunkExcerpt;
import leela.engine.counters.Counters;
import leela.engine.spi.StoreBatch;

/**
 * Deletes by Cassandra's own means: a mark for the rows of a bucket that begin in the range. Of a chunk that lies in it
 * with a part the rest is written, before that goes. Marks bear the time of the deletion's version, so a batch
 * behind it is not touched.
 * Thread: the writer's.
 * Memory: a page of rows.
 * Errors: {@link leela.engine.spi.StoreException}; what was deleted before stays so.
 */
final class CassandraDeletion {

    private final Cluster cluster;
    private final Counters counters;
    private final long version;
    private final ChunkExcerpt excerpt = new ChunkExcerpt();

    CassandraDeletion(final Cluster cluster, final Counters counters, final long version) {
        this.cluster = cluster;
        this.counters = counters;
        this.version = version;
    }

    /** {@code dayNs}: when the day of {@code fromNs} begins, since no chunk reaches over midnight. */
    void points(final byte[] key, final List<Integer> buckets, final long dayNs, final long fromNs, final long toNs) {
        for (final int bucket : buckets) {
            final InFlightWrites writes = new InFlightWrites(cluster, counters);
            final BucketRows rows =
                    new BucketRows(cluster, List.of(bucket), one -> cluster.chunks(key, one, dayNs, toNs));
            for (Row row = rows.next(); row != null; row = rows.next()) {
                keepRest(key, row, fromNs, toNs, writes);
            }
            writes.awaitAll();
            final InFlightWrites last = new InFlightWrites(cluster, counters);
            last.send(cluster.deleteChunks(key, bucket, fromNs, toNs, version));
            last.awaitAll();
        }
    }

    /** A row that begins before the range is written over, or deleted; one that begins in it is left to the mark. */
    private void keepRest(
            final byte[] key, final Row row, final long fromNs, final long toNs, final InFlightWrites writes) {
        final long startNs = row.getLong(0);
        final byte[] chunk = BucketRows.bytes(row, 2);
        if (!excerpt.reaches(chunk, fromNs)) {
            return;
        }
        final List<StoreBatch.Chunk> rest = new ArrayList<>();
        excerpt.without(fromNs, toNs, key, row.getLong(1), chunk, rest);
        rest.forEach(one -> writes.send(cluster.putRest(one, version)));
        excerpt.reuse();
        if (startNs < fromNs && (rest.isEmpty() || rest.get(0).startNs() != startNs)) {
            writes.send(cluster.deleteChunk(key, startNs, row.getLong(1), version));
        }
    }

    void documents(final byte[] key, final List<Integer> buckets, final long fromNs, final long toNs) {
        final InFlightWrites writes = new InFlightWrites(cluster, counters);
        buckets.forEach(bucket -> writes.send(cluster.deleteDocuments(key, bucket, fromNs, toNs, version)));
        writes.awaitAll();
    }

    /** All of them, whole buckets at a time; then from the list. */
    void keys(final List<byte[]> keys, final List<Integer> chunkBuckets, final List<Integer> documentBuckets) {
        final InFlightWrites writes = new InFlightWrites(cluster, counters);
        for (final byte[] key : keys) {
            chunkBuckets.forEach(
                    bucket -> writes.send(cluster.deleteChunks(key, bucket, Long.MIN_VALUE, Long.MAX_VALUE, version)));
            documentBuckets.forEach(bucket ->
                    writes.send(cluster.deleteDocuments(key, bucket, Long.MIN_VALUE, Long.MAX_VALUE, version)));
        }
        writes.awaitAll();
        final InFlightWrites last = new InFlightWrites(cluster, counters);
        for (final byte[] key : keys) {
            last.send(cluster.deleteSeries(key, version));
            cluster.deleteSpelling(key, version).ifPresent(last::send);
            cluster.tags().ifPresent(tags -> tags.delete(key, version, last));
        }
        last.awaitAll();
        final InFlightWrites unused = new InFlightWrites(cluster, counters);
        cluster.tags().ifPresent(tags -> tags.deleteUnused(keys, version, unused));
        unused.awaitAll();
    }
}
