package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import leela.engine.keys.KeyTags;
import leela.engine.spi.Store;
import leela.engine.spi.TagIndex;

/**
 * Keys by their tags: written with the list of keys, each day anew, and expired with it.
 * Thread: any; writing the writer's.
 * Memory: of a look a page for each of {@value Schema#TAG_SHARDS} partitions.
 * Errors: {@link leela.engine.spi.StoreException}.
 */
final class TagTables implements TagIndex {

    private static final int PAGE = 500;
    private static final byte[] NOTHING = {};
    private static final byte[] NAME = KeyTags.NAME.getBytes(StandardCharsets.US_ASCII);
    /** Where the tags themselves are listed: no tag has it in its name. */
    private static final byte[] ALL_TAGS = {';'};

    private final Cluster cluster;
    private final PreparedStatement putKey;
    private final PreparedStatement putValue;
    private final PreparedStatement deleteKey;
    private final PreparedStatement deleteValue;
    private final PreparedStatement keysFrom;
    private final PreparedStatement keysWithin;
    private final PreparedStatement valuesFrom;
    private final PreparedStatement valuesWithin;

    TagTables(final Cluster cluster, final String keyspace, final Function<String, PreparedStatement> prepare) {
        this.cluster = cluster;
        final String tags = keyspace + "." + Schema.TAGS;
        final String values = keyspace + "." + Schema.TAG_VALUES;
        putKey = prepare.apply("INSERT INTO " + tags + " (tag, value, shard, series) VALUES (?, ?, ?, ?)");
        putValue = prepare.apply("INSERT INTO " + values + " (tag, value) VALUES (?, ?)");
        deleteKey = prepare.apply(
                "DELETE FROM " + tags + " USING TIMESTAMP ? WHERE tag = ? AND value = ? AND shard = ? AND series = ?");
        deleteValue = prepare.apply("DELETE FROM " + values + " USING TIMESTAMP ? WHERE tag = ? AND value = ?");
        final String keys = "SELECT series FROM " + tags + " WHERE tag = ? AND value = ? AND shard = ? AND series >= ?";
        keysFrom = prepare.apply(keys);
        keysWithin = prepare.apply(keys + " AND series < ?");
        final String listed = "SELECT value FROM " + values + " WHERE tag = ? AND value >= ?";
        valuesFrom = prepare.apply(listed);
        valuesWithin = prepare.apply(listed + " AND value < ?");
    }

    /** Sends the rows of these keys. */
    void put(final List<byte[]> keys, final long version, final InFlightWrites writes) {
        final Set<ByteBuffer> values = new TreeSet<>();
        for (final byte[] key : keys) {
            KeyTags.visit(key, (tag, value) -> {
                writes.send(putKey.bind(bytes(tag), bytes(value), shardOf(key), bytes(key))
                        .setQueryTimestamp(Cluster.stamp(version)));
                putValue(tag, value, values, version, writes);
                putValue(ALL_TAGS, tag, values, version, writes);
            });
            if (KeyTags.areIn(key)) {
                putValue(NAME, KeyTags.nameOf(key), values, version, writes);
                putValue(ALL_TAGS, NAME, values, version, writes);
            }
        }
    }

    /** Once for many keys. */
    private void putValue(
            final byte[] tag,
            final byte[] value,
            final Set<ByteBuffer> sent,
            final long version,
            final InFlightWrites writes) {
        if (value.length > 0 && sent.add(both(tag, value))) {
            writes.send(putValue.bind(bytes(tag), bytes(value)).setQueryTimestamp(Cluster.stamp(version)));
        }
    }

    /** Sends the deletion of the key's rows, but for those of values. */
    void delete(final byte[] key, final long version, final InFlightWrites writes) {
        KeyTags.visit(
                key,
                (tag, value) -> writes.send(deleteKey
                        .bind(Cluster.stamp(version), bytes(tag), bytes(value), shardOf(key), bytes(key))
                        .setIdempotent(true)));
    }

    /**
     * Sends the deletion of what no key has any more, of the values of some keys. One that another engine writes in
     * this moment is back the next day.
     */
    void deleteUnused(final List<byte[]> gone, final long version, final InFlightWrites writes) {
        final Set<ByteBuffer> seen = new TreeSet<>();
        for (final byte[] key : gone) {
            KeyTags.visit(key, (tag, value) -> {
                if (seen.add(both(tag, value)) && isEmpty(keys(tag, value, NOTHING, NOTHING))) {
                    deleteValue(tag, value, version, writes);
                }
            });
            if (KeyTags.areIn(key)) {
                final byte[] name = KeyTags.nameOf(key);
                final byte[] prefix = Arrays.copyOf(name, name.length + 1);
                prefix[name.length] = ';';
                if (isEmpty(new CassandraKeys(cluster, prefix, NOTHING))) {
                    deleteValue(NAME, name, version, writes);
                }
            }
        }
    }

    private void deleteValue(final byte[] tag, final byte[] value, final long version, final InFlightWrites writes) {
        writes.send(deleteValue
                .bind(Cluster.stamp(version), bytes(tag), bytes(value))
                .setIdempotent(true));
    }

    private static boolean isEmpty(final Store.Keys keys) {
        try (keys) {
            return !keys.next();
        }
    }

    @Override
    public Store.Keys keys(final byte[] tag, final byte[] value, final byte[] prefix, final byte[] after) {
        final byte[] from = CassandraKeys.from(prefix, after);
        final byte[] to = CassandraKeys.end(prefix);
        final IntFunction<BoundStatement> asked = shard -> to.length == 0
                ? keysFrom.bind(bytes(tag), bytes(value), shard, bytes(from)).setPageSize(PAGE)
                : keysWithin
                        .bind(bytes(tag), bytes(value), shard, bytes(from), bytes(to))
                        .setPageSize(PAGE);
        return new CassandraKeys(cluster, Schema.TAG_SHARDS, asked);
    }

    @Override
    public Store.Keys values(final byte[] tag, final byte[] prefix) {
        final byte[] to = CassandraKeys.end(prefix);
        return new CassandraKeys(
                cluster,
                1,
                one -> to.length == 0
                        ? valuesFrom.bind(bytes(tag), bytes(prefix)).setPageSize(PAGE)
                        : valuesWithin
                                .bind(bytes(tag), bytes(prefix), bytes(to))
                                .setPageSize(PAGE));
    }

    /** A tag that no key has any more is listed until its row expires: with its last value it has none. */
    @Override
    public Store.Keys names(final byte[] prefix) {
        return new Used(values(ALL_TAGS, prefix));
    }

    private static ByteBuffer both(final byte[] tag, final byte[] value) {
        return ByteBuffer.allocate(tag.length + 1 + value.length)
                .put(tag)
                .put((byte) 0)
                .put(value)
                .flip();
    }

    private static int shardOf(final byte[] key) {
        return Schema.shardOf(key) % Schema.TAG_SHARDS;
    }

    private static ByteBuffer bytes(final byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    /** Those tags that have a value. */
    private final class Used implements Store.Keys {
        private final Store.Keys tags;

        private Used(final Store.Keys tags) {
            this.tags = tags;
        }

        @Override
        public boolean next() {
            while (tags.next()) {
                if (!isEmpty(values(tags.key(), NOTHING))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] key() {
            return tags.key();
        }

        @Override
        public void close() {
            tags.close();
        }
    }
}
