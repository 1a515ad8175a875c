package leela.adapters.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.engine.agent.ManualClock;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreContract;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Cassandra does what every backend does, and what only one that is shared can. */
final class CassandraStoreTest extends StoreContract {

    private static final Duration RETENTION = Duration.ofDays(400);
    private static final String KEYSPACE = "contract";

    private static CassandraServer server;
    private static CqlSession other;

    @TempDir
    private Path folder;
    private final ManualClock clock = new ManualClock(NOON_NS);
    private final Counters counters = Counters.inMemory();

    @BeforeAll
    static void startCassandra() {
        assumeThat(CassandraServer.canRun()).as("a JDK 17 for Cassandra is installed").isTrue();
        server = CassandraServer.shared();
        CassandraStore.createSchema(config(), RETENTION);
        other = new Connector(config()).open(new NodeStateListenerBase());
    }

    @AfterAll
    static void closeSession() {
        if (other != null) {
            other.close();
        }
    }

    @BeforeEach
    @Override
    protected void openStore() {
        for (final String table : List.of(Schema.CHUNKS, Schema.DOCUMENTS, Schema.SERIES, Schema.BUCKETS)) {
            other.execute("TRUNCATE " + KEYSPACE + "." + table);
        }
        super.openStore();
    }

    @Override
    protected Store open() {
        return openIn("here");
    }

    private CassandraStore openIn(final String home) {
        return open(config(), home);
    }

    private CassandraStore open(final CassandraConfig config, final String home) {
        final CassandraStore opened = CassandraStore.open(config, folder.resolve(home), RETENTION, clock, counters);
        opened.keys(key -> { });
        return opened;
    }

    private static CassandraConfig config() {
        return config(KEYSPACE, CassandraConfig.Security.DISABLED, Optional.empty());
    }

    private static CassandraConfig config(final String keyspace, final CassandraConfig.Security security, final Optional<Path> certificate) {
        return new CassandraConfig(List.of(server.contactPoint()), "datacenter1", keyspace, 1, CassandraConfig.Consistency.LOCAL_QUORUM,
                false, CassandraServer.USER, Optional.of(server.passwordFile()), security, certificate);
    }

    @Test
    void shouldServeWhatAnotherInstanceWrote() {
        write("a", NOON_NS, 1, 2);
        writeDocument("d", NOON_NS, "{}");
        try (CassandraStore another = openIn("there")) {
            assertThat(another.mark()).as("of another journal").isEqualTo(StoreBatch.Mark.NONE);
            store.close();
            store = another;
            assertThat(points("a", 0, Long.MAX_VALUE)).containsExactly("0=1.0", "1=2.0");
            assertThat(documents("d", 0, Long.MAX_VALUE)).containsExactly("0={}");
            assertThat(keys()).containsExactly("a", "d");
            store = open();
        }
    }
}
