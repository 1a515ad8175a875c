package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.counters.Counters;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.Clock;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import leela.engine.spi.TagIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History in a Cassandra cluster. Connects when it is first asked to, or to write, and again whenever that failed; what
 * waits meanwhile waits in the journal. Only the mark, which is the journal's, lies on this machine.
 * Thread: see {@link Store}.
 * Memory: {@link InFlightWrites#MOST_AT_ONCE} writes; see {@link BucketRows} and {@link CassandraKeys} for each cursor.
 * Errors: {@link StoreException}.
 */
public final class CassandraStore implements Store {

    private static final Logger LOG = LoggerFactory.getLogger(CassandraStore.class);
    private static final int KEYS_A_WRITE = 100;
    private static final long LEARN_NS = 60 * Clock.NANOS_PER_SECOND;

    private final CassandraConfig config;
    private final Schema schema;
    private final Connector connector;
    private final Failures failures;
    private final Clock clock;
    private final Counters counters;
    private final Nodes nodes;
    private final MarkFile markFile;
    private final WriterNumber writer;
    private final Buckets chunkBuckets = new Buckets();
    private final Buckets documentBuckets = new Buckets();
    private final ReentrantLock connecting = new ReentrantLock();
    private final AtomicLong learnedNs = new AtomicLong();
    private volatile Cluster cluster;
    private volatile StoreBatch.Mark mark;
    private final Optional<KeyCase> askedCase;
    private final KeyCaseFile caseFile;
    private final AtomicReference<KeyCase> toldCase = new AtomicReference<>();

    private CassandraStore(
            final CassandraConfig config,
            final Optional<KeyCase> askedCase,
            final Path folder,
            final Duration retention,
            final Clock clock,
            final Counters counters) {
        this.config = config;
        this.clock = clock;
        this.counters = counters;
        schema = new Schema(config, retention);
        connector = new Connector(config);
        failures = new Failures(config.contactPoints());
        nodes = new Nodes(counters);
        markFile = new MarkFile(folder);
        mark = markFile.read();
        writer = new WriterNumber(folder);
        this.askedCase = askedCase;
        caseFile = new KeyCaseFile(folder);
    }

    /** Opens it with keys as the keyspace has them. */
    public static CassandraStore open(
            final CassandraConfig config,
            final Path folder,
            final Duration retention,
            final Clock clock,
            final Counters counters) {
        return open(config, Optional.empty(), folder, retention, clock, counters);
    }

    /** Opens what lies on this machine, in {@code folder}; asks the cluster nothing yet. */
    public static CassandraStore open(
            final CassandraConfig config,
            final Optional<KeyCase> askedCase,
            final Path folder,
            final Duration retention,
            final Clock clock,
            final Counters counters) {
        return new CassandraStore(config, askedCase, folder, retention, clock, counters);
    }

    /** As the other, with keys as the keyspace has them. */
    public static void createSchema(final CassandraConfig config, final Duration retention) {
        createSchema(config, Optional.empty(), retention);
    }

    /**
     * Makes what is missing of the tables, sets the retention of those that are there, and how keys are stored, if that
     * is asked for.
     */
    public static void createSchema(
            final CassandraConfig config, final Optional<KeyCase> askedCase, final Duration retention) {
        final Failures failures = new Failures(config.contactPoints());
        try (CqlSession session = new Connector(config).open(new Nodes(Counters.inMemory()))) {
            checkDatacenter(config, session);
            failures.in(() -> {
                new Schema(config, retention).create(session);
                new SharedKeyCase(session, config.keyspace()).settle(askedCase);
            });
        }
    }

    /** What {@link #createSchema} asks of the cluster, for those who would rather do that themselves. */
    public static List<String> schema(final CassandraConfig config, final Duration retention) {
        return new Schema(config, retention).statements();
    }

    /** Whether a node answers. */
    public boolean isUp() {
        return cluster != null && nodes.isAnyUp();
    }

    /** For people: how many nodes answer. */
    public String state() {
        return cluster == null ? "not reached yet" : nodes.toString();
    }

    @Override
    public void reach() {
        connected();
    }

    /** As asked, or as it was when the keyspace was last reached, if that is not reached now. */
    @Override
    public Optional<KeyCase> keyCase() {
        if (toldCase.get() == null) {
            askedCase.or(caseFile::read).ifPresent(known -> toldCase.compareAndSet(null, known));
        }
        return Optional.ofNullable(toldCase.get());
    }

    @Override
    public StoreBatch.Mark mark() {
        return mark;
    }

    @Override
    public void write(final StoreBatch batch) {
        if (!batch.chunks().isEmpty()
                || !batch.documents().isEmpty()
                || !batch.keys().isEmpty()) {
            writeRows(batch);
        }
        markFile.write(batch.mark());
        mark = batch.mark();
    }

    @Override
    public Chunks chunks(final byte[] key, final long fromNs, final long toNs) {
        final Cluster there = informed();
        final long fromDayNs = fromNs - Math.floorMod(fromNs, DAY_NS);
        return new CassandraChunks(new BucketRows(
                there,
                chunkBuckets.between(fromDayNs, toNs, clock.timeNs()),
                bucket -> there.chunks(key, bucket, fromDayNs, toNs)));
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        final Cluster there = informed();
        return new CassandraDocuments(new BucketRows(
                there,
                documentBuckets.between(fromNs, toNs, clock.timeNs()),
                bucket -> there.documents(key, bucket, fromNs, toNs)));
    }

    @Override
    public Keys keys(final byte[] prefix, final byte[] after) {
        return new CassandraKeys(reached(), prefix, after);
    }

    @Override
    public Optional<TagIndex> tagIndex() {
        return reached().tags().map(tags -> tags);
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        final Cluster there = reached();
        final byte[] folded = FoldedKey.of(key);
        final CompletionStage<AsyncResultSet> exact = there.execute(there.listed(key));
        final CompletionStage<AsyncResultSet> lower = there.execute(there.listed(folded));
        final Optional<CompletionStage<AsyncResultSet>> others =
                there.spellings(folded, limit).map(there::execute);
        if (there.failures().awaiting(exact).one() != null) {
            return List.of(key);
        }
        final List<byte[]> found = new ArrayList<>();
        if (there.failures().awaiting(lower).one() != null) {
            found.add(folded);
        }
        others.ifPresent(rows ->
                there.failures().awaiting(rows).currentPage().forEach(row -> found.add(BucketRows.bytes(row, 0))));
        return found.subList(0, Math.min(limit, found.size()));
    }

    @Override
    public void deletePoints(final byte[] key, final long fromNs, final long toNs, final long version) {
        final long dayNs = fromNs - Math.floorMod(fromNs, DAY_NS);
        deletion(version).points(key, chunkBuckets.between(dayNs, toNs, clock.timeNs()), dayNs, fromNs, toNs);
    }

    @Override
    public void deleteDocuments(final byte[] key, final long fromNs, final long toNs, final long version) {
        deletion(version).documents(key, documentBuckets.between(fromNs, toNs, clock.timeNs()), fromNs, toNs);
    }

    @Override
    public void deleteKeys(final List<byte[]> keys, final long version) {
        deletion(version)
                .keys(
                        keys,
                        chunkBuckets.between(0, Long.MAX_VALUE, clock.timeNs()),
                        documentBuckets.between(0, Long.MAX_VALUE, clock.timeNs()));
    }

    /** What another instance began since the last minute is not missed: it is asked for anew. */
    private CassandraDeletion deletion(final long version) {
        final Cluster there = connected();
        learnBuckets(there);
        return new CassandraDeletion(there, counters, version);
    }

    @Override
    public void close() {
        connecting.lock();
        try {
            if (cluster != null) {
                cluster.close();
                cluster = null;
            }
            markFile.close();
        } finally {
            connecting.unlock();
        }
    }

    private void writeRows(final StoreBatch batch) {
        final Cluster there = connected();
        final long version = writer.version(batch.mark().version());
        final long day = Math.floorDiv(clock.timeNs(), DAY_NS);
        final Set<Integer> chunksIn = new TreeSet<>();
        final Set<Integer> documentsIn = new TreeSet<>();
        batch.chunks().forEach(chunk -> chunksIn.add(Buckets.of(chunk.startNs())));
        batch.documents().forEach(document -> documentsIn.add(Buckets.of(document.timeNs())));
        final List<Integer> newChunksIn = chunkBuckets.unnoted(chunksIn, day);
        final List<Integer> newDocumentsIn = documentBuckets.unnoted(documentsIn, day);

        final InFlightWrites writes = new InFlightWrites(there, counters);
        newChunksIn.forEach(bucket -> writes.send(there.putBucket(Schema.CHUNKS, bucket, version)));
        newDocumentsIn.forEach(bucket -> writes.send(there.putBucket(Schema.DOCUMENTS, bucket, version)));
        sendKeys(batch.keys(), version, there, writes);
        there.tags().ifPresent(tags -> tags.put(batch.keys(), version, writes));
        batch.keys().forEach(key -> there.putSpelling(key, version).ifPresent(writes::send));
        batch.chunks().forEach(chunk -> writes.send(there.putChunk(chunk, writer.version(chunk.version()))));
        LastDocuments.of(batch.documents()).forEach(document -> writes.send(there.putDocument(document, version)));
        writes.awaitAll();
        chunkBuckets.noted(newChunksIn);
        documentBuckets.noted(newDocumentsIn);
    }

    private static void sendKeys(
            final List<byte[]> keys, final long version, final Cluster there, final InFlightWrites writes) {
        final Map<Integer, List<byte[]>> byShard = new TreeMap<>();
        for (final byte[] key : keys) {
            byShard.computeIfAbsent(Schema.shardOf(key), shard -> new ArrayList<>())
                    .add(key);
        }
        byShard.forEach((shard, of) -> {
            for (int i = 0; i < of.size(); i += KEYS_A_WRITE) {
                writes.send(there.putSeries(shard, of.subList(i, Math.min(of.size(), i + KEYS_A_WRITE)), version));
            }
        });
    }

    /** The cluster, whose other writers may have begun buckets in the last minute that a read must know of. */
    private Cluster informed() {
        final Cluster there = reached();
        final long learned = learnedNs.get();
        final long nowNs = clock.ticksNs();
        if (nowNs - learned >= LEARN_NS && learnedNs.compareAndSet(learned, nowNs)) {
            learnBuckets(there);
        }
        return there;
    }

    private void learnBuckets(final Cluster there) {
        chunkBuckets.add(bucketsOf(there, Schema.CHUNKS));
        documentBuckets.add(bucketsOf(there, Schema.DOCUMENTS));
    }

    private static List<Integer> bucketsOf(final Cluster there, final String kind) {
        final List<Integer> found = new ArrayList<>();
        final BucketRows rows = new BucketRows(there, List.of(0), one -> there.buckets(kind));
        for (Row row = rows.next(); row != null; row = rows.next()) {
            found.add(row.getInt(0));
        }
        return found;
    }

    private Cluster reached() {
        final Cluster there = cluster;
        if (there == null) {
            throw new StoreException(
                    "Cassandra at " + String.join(", ", config.contactPoints()) + " has not been reached yet.",
                    true,
                    null);
        }
        return there;
    }

    private Cluster connected() {
        connecting.lock();
        try {
            if (cluster == null) {
                cluster = connect();
            }
            return cluster;
        } finally {
            connecting.unlock();
        }
    }

    private Cluster connect() {
        final CqlSession session = connector.open(nodes);
        try {
            checkDatacenter(config, session);
            if (config.createSchema()) {
                failures.in(() -> schema.createMissing(session));
            }
            schema.missing(session).ifPresent(table -> {
                throw new StoreException(
                        "Cassandra has no table " + config.keyspace() + "." + table
                                + "; \"leela schema\" makes it, or set cassandra.create_schema.",
                        false,
                        null);
            });
            final List<String> otherwise = schema.otherRetention(session);
            if (!otherwise.isEmpty()) {
                LOG.warn(
                        "event=cassandra_retention_differs keeps=\"{}\" do=\"leela schema\"",
                        String.join(", ", otherwise));
            }
            final KeyCase keyCase = failures.in(() ->
                    new SharedKeyCase(session, config.keyspace()).found(askedCase, schema.hasLaterTables(session)));
            caseFile.write(keyCase);
            if (!toldCase.compareAndSet(null, keyCase) && toldCase.get() != keyCase) {
                throw new StoreException(
                        "The keyspace " + config.keyspace() + " stores keys in another case than when it was last "
                                + "reached: restart the engine.",
                        false,
                        null);
            }
            final Cluster there =
                    new Cluster(session, config.keyspace(), keyCase, schema.hasTagTables(session), counters, failures);
            there.tags().ifPresent(new TagCompletion(there, session, config.keyspace(), counters)::run);
            learnedNs.set(clock.ticksNs());
            learnBuckets(there);
            return there;
        } catch (final RuntimeException refused) {
            session.close();
            throw refused;
        }
    }

    /** The driver asks no node of another datacenter, and would say only that there is none. */
    private static void checkDatacenter(final CassandraConfig config, final CqlSession session) {
        final Set<String> known = new TreeSet<>();
        session.getMetadata().getNodes().values().forEach(node -> known.add(String.valueOf(node.getDatacenter())));
        if (!known.contains(config.localDatacenter())) {
            throw new StoreException(
                    "cassandra.local_datacenter: \"" + config.localDatacenter()
                            + "\" is none of the cluster's (expected: " + String.join(", ", known) + ")",
                    false,
                    null);
        }
    }
}
