package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import leela.engine.counters.Counters;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyCase;
import leela.engine.spi.StoreBatch;

/**
 * A session with a cluster that has our tables, and the statements we know; each goes to a replica of its row.
 * Thread: any.
 * Units: times epoch ns; the time a write is made, by which the last one wins, is its version in microseconds.
 */
final class Cluster implements AutoCloseable {

    private static final long CLOSE_S = 10;
    private static final long VERSIONS_A_STAMP = 1_000;

    private final CqlSession session;
    private final Counters counters;
    private final Failures failures;
    private final PreparedStatement putChunk;
    private final PreparedStatement putDocument;
    private final PreparedStatement putSeries;
    private final PreparedStatement putBucket;
    private final PreparedStatement chunks;
    private final PreparedStatement documents;
    private final PreparedStatement seriesFrom;
    private final PreparedStatement seriesWithin;
    private final PreparedStatement buckets;
    private final PreparedStatement oneSeries;
    private final PreparedStatement deleteChunk;
    private final PreparedStatement deleteChunks;
    private final PreparedStatement deleteDocuments;
    private final PreparedStatement deleteSeries;
    private final PreparedStatement deleteSpelling;
    /** Null where keys are folded: older keyspaces have no such table. */
    private final PreparedStatement putSpelling;

    private final PreparedStatement spellings;
    private final Optional<TagTables> tags;

    Cluster(
            final CqlSession session,
            final String keyspace,
            final KeyCase keyCase,
            final boolean hasTags,
            final Counters counters,
            final Failures failures) {
        this.session = session;
        this.counters = counters;
        this.failures = failures;
        final String in = keyspace + ".";
        putChunk = prepare(
                "INSERT INTO " + in + Schema.CHUNKS + " (series, bucket, start, version, data) VALUES (?, ?, ?, ?, ?)");
        putDocument =
                prepare("INSERT INTO " + in + Schema.DOCUMENTS + " (series, bucket, time, json) VALUES (?, ?, ?, ?)");
        putSeries = prepare("INSERT INTO " + in + Schema.SERIES + " (shard, series) VALUES (?, ?)");
        putBucket = prepare("INSERT INTO " + in + Schema.BUCKETS + " (kind, bucket) VALUES (?, ?)");
        chunks = prepare("SELECT start, version, data FROM " + in + Schema.CHUNKS
                + " WHERE series = ? AND bucket = ? AND start >= ? AND start <= ?");
        documents = prepare("SELECT time, json FROM " + in + Schema.DOCUMENTS
                + " WHERE series = ? AND bucket = ? AND time >= ? AND time <= ?");
        seriesFrom = prepare("SELECT series FROM " + in + Schema.SERIES + " WHERE shard = ? AND series >= ?");
        seriesWithin =
                prepare("SELECT series FROM " + in + Schema.SERIES + " WHERE shard = ? AND series >= ? AND series < ?");
        buckets = prepare("SELECT bucket FROM " + in + Schema.BUCKETS + " WHERE kind = ?");
        oneSeries = prepare("SELECT series FROM " + in + Schema.SERIES + " WHERE shard = ? AND series = ?");
        final String gone = " USING TIMESTAMP ? WHERE ";
        deleteChunk = prepare(
                "DELETE FROM " + in + Schema.CHUNKS + gone + "series = ? AND bucket = ? AND start = ? AND version = ?");
        deleteChunks = prepare(
                "DELETE FROM " + in + Schema.CHUNKS + gone + "series = ? AND bucket = ? AND start >= ? AND start <= ?");
        deleteDocuments = prepare("DELETE FROM " + in + Schema.DOCUMENTS + gone
                + "series = ? AND bucket = ? AND time >= ? AND time <= ?");
        deleteSeries = prepare("DELETE FROM " + in + Schema.SERIES + gone + "shard = ? AND series = ?");
        final boolean hasSpellings = keyCase == KeyCase.KEPT;
        putSpelling = hasSpellings
                ? prepare("INSERT INTO " + in + Schema.SPELLINGS + " (folded, series) VALUES (?, ?)")
                : null;
        deleteSpelling = hasSpellings
                ? prepare("DELETE FROM " + in + Schema.SPELLINGS + gone + "folded = ? AND series = ?")
                : null;
        spellings = hasSpellings
                ? prepare("SELECT series FROM " + in + Schema.SPELLINGS + " WHERE folded = ? LIMIT ?")
                : null;
        tags = hasTags ? Optional.of(new TagTables(this, keyspace, this::prepare)) : Optional.empty();
    }

    /** Keys by their tags; nothing in keyspaces of older versions. */
    Optional<TagTables> tags() {
        return tags;
    }

    Failures failures() {
        return failures;
    }

    CompletionStage<AsyncResultSet> execute(final Statement<?> statement) {
        counters.increment(CassandraCounter.STATEMENTS);
        return session.executeAsync(statement);
    }

    /** The next page of what was asked. */
    CompletionStage<AsyncResultSet> more(final AsyncResultSet rows) {
        counters.increment(CassandraCounter.STATEMENTS);
        return rows.fetchNextPage();
    }

    BoundStatement putChunk(final StoreBatch.Chunk chunk, final long version) {
        // a copy: a try that was given up may still be on its way when the batch is written
        final ByteBuffer bytes = ByteBuffer.allocate(chunk.bytes().remaining())
                .put(chunk.bytes().duplicate())
                .flip();
        return putChunk.bind(ByteBuffer.wrap(chunk.key()), Buckets.of(chunk.startNs()), chunk.startNs(), version, bytes)
                .setQueryTimestamp(stamp(version));
    }

    BoundStatement putDocument(final StoreBatch.Document document, final long version) {
        return putDocument
                .bind(
                        ByteBuffer.wrap(document.key()),
                        Buckets.of(document.timeNs()),
                        document.timeNs(),
                        ByteBuffer.wrap(document.json()))
                .setQueryTimestamp(stamp(version));
    }

    /** Keys of one shard, which is one partition. */
    BatchStatement putSeries(final int shard, final List<byte[]> keys, final long version) {
        final BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
        keys.forEach(key -> batch.addStatement(putSeries.bind(shard, ByteBuffer.wrap(key))));
        return batch.setQueryTimestamp(stamp(version)).setIdempotence(true).build();
    }

    /** Where a key that is not in lower case is found by its lower case; nothing for another, or where all are. */
    Optional<BoundStatement> putSpelling(final byte[] key, final long version) {
        return putSpelling == null || !FoldedKey.isOther(key)
                ? Optional.empty()
                : Optional.of(putSpelling
                        .bind(ByteBuffer.wrap(FoldedKey.of(key)), ByteBuffer.wrap(key))
                        .setQueryTimestamp(stamp(version)));
    }

    BoundStatement deleteChunk(final byte[] key, final long startNs, final long rowVersion, final long version) {
        return deleteChunk
                .bind(stamp(version), ByteBuffer.wrap(key), Buckets.of(startNs), startNs, rowVersion)
                .setIdempotent(true);
    }

    /** Those of a bucket that begin in this range. */
    BoundStatement deleteChunks(
            final byte[] key, final int bucket, final long fromNs, final long toNs, final long version) {
        return deleteChunks
                .bind(stamp(version), ByteBuffer.wrap(key), bucket, fromNs, toNs)
                .setIdempotent(true);
    }

    BoundStatement deleteDocuments(
            final byte[] key, final int bucket, final long fromNs, final long toNs, final long version) {
        return deleteDocuments
                .bind(stamp(version), ByteBuffer.wrap(key), bucket, fromNs, toNs)
                .setIdempotent(true);
    }

    BoundStatement deleteSeries(final byte[] key, final long version) {
        return deleteSeries
                .bind(stamp(version), Schema.shardOf(key), ByteBuffer.wrap(key))
                .setIdempotent(true);
    }

    Optional<BoundStatement> deleteSpelling(final byte[] key, final long version) {
        return deleteSpelling == null || !FoldedKey.isOther(key)
                ? Optional.empty()
                : Optional.of(deleteSpelling
                        .bind(stamp(version), ByteBuffer.wrap(FoldedKey.of(key)), ByteBuffer.wrap(key))
                        .setIdempotent(true));
    }

    /** A chunk that was there, in its row, written anew at the time of a version. */
    BoundStatement putRest(final StoreBatch.Chunk chunk, final long version) {
        return putChunk(chunk, chunk.version()).setQueryTimestamp(stamp(version));
    }

    /** The key, if it is listed. */
    BoundStatement listed(final byte[] key) {
        return oneSeries.bind(Schema.shardOf(key), ByteBuffer.wrap(key));
    }

    /** Keys that are this one in lower case, and are not in lower case. */
    Optional<BoundStatement> spellings(final byte[] folded, final int limit) {
        return spellings == null ? Optional.empty() : Optional.of(spellings.bind(ByteBuffer.wrap(folded), limit));
    }

    BoundStatement putBucket(final String kind, final int bucket, final long version) {
        return putBucket.bind(kind, bucket).setQueryTimestamp(stamp(version));
    }

    BoundStatement chunks(final byte[] key, final int bucket, final long fromNs, final long toNs) {
        return chunks.bind(ByteBuffer.wrap(key), bucket, fromNs, toNs);
    }

    BoundStatement documents(final byte[] key, final int bucket, final long fromNs, final long toNs) {
        return documents.bind(ByteBuffer.wrap(key), bucket, fromNs, toNs);
    }

    /** Keys of a shard from one on, before another unless that is empty, so many at a time. */
    BoundStatement series(final int shard, final byte[] from, final byte[] to, final int page) {
        final BoundStatement bound = to.length == 0
                ? seriesFrom.bind(shard, ByteBuffer.wrap(from))
                : seriesWithin.bind(shard, ByteBuffer.wrap(from), ByteBuffer.wrap(to));
        return bound.setPageSize(page);
    }

    BoundStatement buckets(final String kind) {
        return buckets.bind(kind);
    }

    static long stamp(final long version) {
        return version / VERSIONS_A_STAMP;
    }

    private PreparedStatement prepare(final String cql) {
        return failures.in(() -> session.prepare(cql));
    }

    @Override
    public void close() {
        try {
            session.closeAsync().toCompletableFuture().get(CLOSE_S, TimeUnit.SECONDS);
        } catch (final TimeoutException | ExecutionException late) {
            final var unused = session.forceCloseAsync();
        } catch (final InterruptedException hurried) {
            final var unused = session.forceCloseAsync();
            Thread.currentThread().interrupt();
        }
    }
}
