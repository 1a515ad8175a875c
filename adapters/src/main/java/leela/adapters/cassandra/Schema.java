package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables. Rows of points and documents lie in partitions of one series and {@link Buckets bucket} each; what is
 * over its retention goes by the tables' own time to live, a whole file at a time: nothing is ever deleted.
 *
 * <pre>
 *   chunks     ((series, bucket), start, version) data     start, version: epoch ns; see {@link WriterNumber}
 *   documents  ((series, bucket), time) json               time: epoch ns
 *   series     ((shard), series)                           all keys, in {@value #SHARDS} partitions
 *   spellings  ((folded), series)                          keys that are not in lower case, by their lower case
 *   tags       ((tag, value, shard), series)               keys by their tags, in {@value #TAG_SHARDS} partitions each
 *   tag_values ((tag), value)                              the values that tags have; of {@code ;} the tags
 *   settings   (name) value                                what all engines must agree on
 *   buckets    ((kind), bucket)                            which buckets of "chunks" and "documents" hold anything
 * </pre>
 *
 * Thread: any.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    static final String CHUNKS = "chunks";
    static final String DOCUMENTS = "documents";
    static final String SERIES = "series";
    static final String BUCKETS = "buckets";
    static final String SPELLINGS = "spellings";
    static final String SETTINGS = "settings";
    static final String TAGS = "tags";
    static final String TAG_VALUES = "tag_values";
    static final int SHARDS = 64;
    static final int TAG_SHARDS = 8;

    private static final List<String> TABLES = List.of(CHUNKS, DOCUMENTS, SERIES, BUCKETS);
    /** What keyspaces of older versions do not have, and do without. */
    private static final List<String> LATER_TABLES = List.of(SPELLINGS, SETTINGS);
    /** Cassandra's own bound; what is to be kept for longer is kept for ever. */
    private static final Duration LONGEST_TTL = Duration.ofDays(20 * 365);
    /** Keys and buckets are written again each day, and outlive what they lead to. */
    private static final Duration OUTLIVES = Duration.ofDays(2L + Buckets.DAYS);
    /** A table's files are at most about this many windows. */
    private static final long WINDOWS = 40;

    private static final long FOREVER_WINDOW_HOURS = 30L * 24;
    /** Nothing is deleted, so nothing can come back; longer than hints are kept, so that none is lost to it. */
    private static final int GC_GRACE_SECONDS = 86_400;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CassandraConfig config;
    private final Duration retention;

    Schema(final CassandraConfig config, final Duration retention) {
        this.config = config;
        this.retention = retention;
    }

    /** Where a key is listed: the same in every process, or each would add a copy of it. */
    static int shardOf(final byte[] key) {
        final CRC32C hash = new CRC32C();
        hash.update(key);
        return (int) (hash.getValue() % SHARDS);
    }

    /** What makes everything that is missing, and sets the retention of what is there. */
    List<String> statements() {
        final List<String> statements = new ArrayList<>();
        statements.add("CREATE KEYSPACE IF NOT EXISTS " + config.keyspace()
                + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + config.localDatacenter().replace("'", "''") + "': " + config.replicationFactor() + "}");
        statements.add(create(
                        CHUNKS,
                        "series blob, bucket int, start bigint, version bigint, data blob, "
                                + "PRIMARY KEY ((series, bucket), start, version)")
                + timeWindows());
        statements.add(create(
                        DOCUMENTS,
                        "series blob, bucket int, time bigint, json blob, PRIMARY KEY ((series, bucket), time)")
                + timeWindows());
        statements.add(create(SERIES, "shard int, series blob, PRIMARY KEY (shard, series)"));
        statements.add(create(BUCKETS, "kind text, bucket int, PRIMARY KEY (kind, bucket)"));
        statements.add(create(SPELLINGS, "folded blob, series blob, PRIMARY KEY (folded, series)"));
        statements.addAll(tagTables());
        statements.add(create(SETTINGS, "name text PRIMARY KEY, value text"));
        final List<String> expiring = new ArrayList<>(TABLES);
        expiring.addAll(List.of(SPELLINGS, TAGS, TAG_VALUES));
        for (final String table : expiring) {
            statements.add("ALTER TABLE " + config.keyspace() + "." + table + " WITH default_time_to_live = "
                    + ttlSeconds(table));
        }
        return statements;
    }

    private List<String> tagTables() {
        return List.of(
                create(TAGS, "tag blob, value blob, shard int, series blob, PRIMARY KEY ((tag, value, shard), series)"),
                create(TAG_VALUES, "tag blob, value blob, PRIMARY KEY (tag, value)"));
    }

    void create(final CqlSession session) {
        execute(session, statements());
    }

    /** Makes all tables where one is missing; those of tags alone where only they are, and leaves all else alone. */
    void createMissing(final CqlSession session) {
        if (missing(session).isPresent()) {
            create(session);
            LOG.info("event=cassandra_schema_made keyspace={}", config.keyspace());
        } else if (!hasTagTables(session)) {
            execute(session, tagTables());
        }
    }

    private static void execute(final CqlSession session, final List<String> statements) {
        statements.forEach(
                cql -> session.execute(SimpleStatement.newInstance(cql).setTimeout(TIMEOUT)));
        session.refreshSchema();
    }

    boolean hasTagTables(final CqlSession session) {
        return List.of(SETTINGS, TAGS, TAG_VALUES).stream()
                .allMatch(name -> table(session, name).isPresent());
    }

    /** The first table that is not there. */
    Optional<String> missing(final CqlSession session) {
        return TABLES.stream().filter(table -> table(session, table).isEmpty()).findFirst();
    }

    /** Whether it is not a keyspace of an older version. */
    boolean hasLaterTables(final CqlSession session) {
        return LATER_TABLES.stream().allMatch(table -> table(session, table).isPresent());
    }

    /** The tables that keep rows for another time than is configured, with the seconds they keep them. */
    List<String> otherRetention(final CqlSession session) {
        return TABLES.stream()
                .filter(name -> table(session, name)
                        .map(table -> ttl(table) != ttlSeconds(name))
                        .orElse(false))
                .map(name -> name + " " + ttl(table(session, name).orElseThrow()) + " s")
                .toList();
    }

    private Optional<TableMetadata> table(final CqlSession session, final String name) {
        final Optional<KeyspaceMetadata> keyspace =
                session.getMetadata().getKeyspace(CqlIdentifier.fromInternal(config.keyspace()));
        return keyspace.flatMap(there -> there.getTable(CqlIdentifier.fromInternal(name)));
    }

    private static long ttl(final TableMetadata table) {
        return ((Number) table.getOptions().get(CqlIdentifier.fromInternal("default_time_to_live"))).longValue();
    }

    private String create(final String table, final String columns) {
        return "CREATE TABLE IF NOT EXISTS " + config.keyspace() + "." + table + " (" + columns
                + ") WITH gc_grace_seconds = " + GC_GRACE_SECONDS + " AND default_time_to_live = " + ttlSeconds(table);
    }

    /** Without read repair, which would carry old rows into the newest window and keep its file from ending. */
    private String timeWindows() {
        final long hours = isForever(retention) ? FOREVER_WINDOW_HOURS : Math.max(1, retention.toHours() / WINDOWS);
        final boolean isDays = hours >= 24;
        return " AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': '"
                + (isDays ? "DAYS" : "HOURS") + "', 'compaction_window_size': " + (isDays ? hours / 24 : hours)
                + "} AND read_repair = 'NONE'";
    }

    private long ttlSeconds(final String table) {
        if (isForever(retention) || table.equals(SETTINGS)) {
            return 0;
        }
        final boolean isData = table.equals(CHUNKS) || table.equals(DOCUMENTS);
        return (isData ? retention : retention.plus(OUTLIVES)).toSeconds();
    }

    private static boolean isForever(final Duration retention) {
        return retention.isZero() || retention.plus(OUTLIVES).compareTo(LONGEST_TTL) > 0;
    }
}
