package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyTags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the keys of a keyspace of an older version their rows by tags, once: that all have them is noted as a setting.
 * They are kept as if they had been seen on that day.
 * Thread: one; several engines may do it at once, and write the same.
 * Memory: a thousand keys.
 * Errors: {@link leela.engine.spi.StoreException}; it is done again then.
 */
final class TagCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(TagCompletion.class);

    private static final String NAME = "tags";
    private static final int KEYS = 1000;
    /** Before everything that is written or deleted otherwise. */
    private static final long FIRST_VERSION = 0;

    private static final byte[] NOTHING = {};

    private final Cluster cluster;
    private final CqlSession session;
    private final String settings;
    private final Counters counters;

    TagCompletion(final Cluster cluster, final CqlSession session, final String keyspace, final Counters counters) {
        this.cluster = cluster;
        this.session = session;
        this.counters = counters;
        settings = keyspace + "." + Schema.SETTINGS;
    }

    void run(final TagTables tags) {
        if (isNoted()) {
            return;
        }
        long made = 0;
        final List<byte[]> some = new ArrayList<>();
        try (CassandraKeys keys = new CassandraKeys(cluster, NOTHING, NOTHING)) {
            while (keys.next()) {
                if (KeyTags.areIn(keys.key())) {
                    some.add(keys.key());
                    made++;
                }
                if (some.size() == KEYS) {
                    put(tags, some);
                }
            }
        }
        put(tags, some);
        cluster.failures()
                .in(() -> session.execute(SimpleStatement.newInstance(
                        "INSERT INTO " + settings + " (name, value) VALUES (?, ?)", NAME, "whole")));
        if (made > 0) {
            LOG.info("event=cassandra_tags_indexed keys={}", made);
        }
    }

    private boolean isNoted() {
        return cluster.failures()
                        .in(() -> session.execute(
                                SimpleStatement.newInstance("SELECT value FROM " + settings + " WHERE name = ?", NAME)))
                        .one()
                != null;
    }

    private void put(final TagTables tags, final List<byte[]> keys) {
        final InFlightWrites writes = new InFlightWrites(cluster, counters);
        tags.put(keys, FIRST_VERSION, writes);
        writes.awaitAll();
        keys.clear();
    }
}
