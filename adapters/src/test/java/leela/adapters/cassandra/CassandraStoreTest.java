package leela.adapters.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import leela.engine.spi.TagIndexContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A real Cassandra does what every backend does, and what only one that is shared can. Its tests share its tables. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("Cassandra's tables")
@Tag("once")
final class CassandraStoreTest extends TagIndexContract {

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
        assumeThat(CassandraServer.canRun())
                .as("a JDK 17 for Cassandra is installed")
                .isTrue();
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
        for (final String table : "chunks documents series buckets spellings settings tags tag_values".split(" ")) {
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
        try {
            opened.reach();
            return opened;
        } catch (final StoreException refused) {
            opened.close();
            throw refused;
        }
    }

    private static CassandraConfig config() {
        return config(KEYSPACE, CassandraConfig.Security.DISABLED, Optional.empty());
    }

    private static CassandraConfig config(
            final String keyspace, final CassandraConfig.Security security, final Optional<Path> certificate) {
        return new CassandraConfig(
                List.of(server.contactPoint()),
                "datacenter1",
                keyspace,
                1,
                CassandraConfig.Consistency.LOCAL_QUORUM,
                false,
                CassandraServer.USER,
                Optional.of(server.passwordFile()),
                security,
                certificate);
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

    @Test
    void shouldFoldKeysInAKeyspaceOfAnOlderVersionUntilItsSchemaIsChanged() {
        write("web.cpu", NOON_NS, 1);
        write("cpu;host=web1", NOON_NS, 1);
        store.close();
        for (final String later : List.of(Schema.SPELLINGS, Schema.SETTINGS, Schema.TAGS)) {
            other.execute("DROP TABLE " + KEYSPACE + "." + later);
        }
        store = open();
        assertThat(store.keyCase()).contains(KeyCase.FOLDED);
        assertThat(spellings("WEB.cpu")).containsExactly("web.cpu");
        assertThat(store.tagIndex()).isEmpty();
        store.close();
        CassandraStore.createSchema(config(), RETENTION);
        store = open();
        assertThat(tagged("host", "web1", "", "")).containsExactly("cpu;host=web1");
        assertThat(store.keyCase()).contains(KeyCase.FOLDED);
        assertThatThrownBy(() -> openAs(KeyCase.KEPT, "there"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("storage.fold_case is false, but the keyspace contract has its keys in lower");
        store.close();
        CassandraStore.createSchema(config(), Optional.of(KeyCase.KEPT), RETENTION);
        store = openAs(KeyCase.KEPT, "there");
        write("Web.cpu", NOON_NS, 2);
        assertThat(spellings("WEB.cpu")).containsExactlyInAnyOrder("Web.cpu", "web.cpu");
        assertThatThrownBy(() -> CassandraStore.createSchema(config(), Optional.of(KeyCase.FOLDED), RETENTION))
                .hasMessageContaining("has some with capital letters");
        assertThatThrownBy(() -> openAs(KeyCase.FOLDED, "elsewhere"))
                .hasMessageContaining("storage.fold_case is true, but the keyspace contract keeps keys as they came");
    }

    @Test
    void shouldKnowHowKeysAreStoredWhereTheKeyspaceWasReachedBefore() {
        assertThat(CassandraStore.open(config(), folder.resolve("new"), RETENTION, clock, counters)
                        .keyCase())
                .isEmpty();
        assertThat(CassandraStore.open(config(), folder.resolve("here"), RETENTION, clock, counters)
                        .keyCase())
                .contains(KeyCase.KEPT);
    }

    private List<String> spellings(final String key) {
        return store.spellings(key.getBytes(StandardCharsets.UTF_8), 9).stream()
                .map(one -> new String(one, StandardCharsets.UTF_8))
                .toList();
    }

    private CassandraStore openAs(final KeyCase keyCase, final String home) {
        final CassandraStore opened =
                CassandraStore.open(config(), Optional.of(keyCase), folder.resolve(home), RETENTION, clock, counters);
        try {
            opened.reach();
            return opened;
        } catch (final StoreException refused) {
            opened.close();
            throw refused;
        }
    }

    @Test
    void shouldReadAfterAMinuteWhatAnotherInstanceBeganInAnOldWeek() {
        assertThat(points("a", 0, Long.MAX_VALUE)).isEmpty();
        try (CassandraStore another = openIn("there")) {
            another.write(batch("a", NOON_NS - 30 * Store.DAY_NS, 1));
        }
        clock.advanceNs(60 * SECOND_NS);
        assertThat(points("a", 0, Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    void shouldKeepWhatTwoInstancesWriteOfOneSeriesInOneMillisecond() {
        final StoreBatch batch = batch("a", NOON_NS, 1, 2);
        store.write(batch);
        try (CassandraStore another = openIn("there")) {
            another.write(batch);
            another.write(batch);
        }
        assertThat(chunkRows("a")).isEqualTo(2);
        assertThat(points("a", 0, Long.MAX_VALUE)).containsExactly("0=1.0", "1=2.0");
        assertThat(other.execute("SELECT series FROM " + KEYSPACE + "." + Schema.SERIES)
                        .all())
                .hasSize(1);
    }

    @Test
    void shouldAskOnlyForTheBucketsOfARangeThatHoldAnything() {
        for (int week = 0; week < 20; week++) {
            write("a", NOON_NS + week * 7 * Store.DAY_NS, week);
        }
        final long before = counters.read(CassandraCounter.STATEMENTS);
        assertThat(points("a", NOON_NS + 7 * Store.DAY_NS, NOON_NS + 14 * Store.DAY_NS))
                .hasSize(2);
        assertThat(counters.read(CassandraCounter.STATEMENTS) - before).isEqualTo(2);
        assertThat(points("a", 0, Long.MAX_VALUE)).hasSize(20);
        assertThat(counters.read(CassandraCounter.STATEMENTS) - before)
                .as("of 300 years")
                .isEqualTo(2 + 20);
    }

    @Test
    void shouldReadPageByPage() {
        final double[] values = new double[1];
        final int rows = 1200;
        for (int i = 0; i < rows; i++) {
            values[0] = i;
            write("a", NOON_NS + i * SECOND_NS, values);
        }
        assertThat(points("a", 0, Long.MAX_VALUE)).hasSize(rows).endsWith("1199=1199.0");
    }

    @Test
    void shouldKeepTheLastOfTwoDocumentsInOneBatch() {
        final byte[] key = {'d'};
        store.write(new StoreBatch(
                List.of(),
                List.of(
                        new StoreBatch.Document(key, NOON_NS, new byte[] {'9'}),
                        new StoreBatch.Document(key, NOON_NS, new byte[] {'1'})),
                List.of(key),
                StoreBatch.NO_WITNESS,
                new StoreBatch.Mark(1, 1_000)));
        assertThat(documents("d", 0, Long.MAX_VALUE)).containsExactly("0=1");
    }

    @Test
    void shouldRepeatRatherThanLoseWhenItsMarkIsDamaged() throws IOException {
        write("a", NOON_NS, 1);
        store.close();
        Files.write(folder.resolve("here/mark"), new byte[24]);
        store = open();
        assertThat(store.mark()).isEqualTo(StoreBatch.Mark.NONE);
    }

    @Test
    void shouldTalkEncryptedToTheNodesItTrusts() {
        final CassandraConfig trusting =
                config(KEYSPACE, CassandraConfig.Security.REQUIRED, Optional.of(server.certificate()));
        write("a", NOON_NS, 1);
        store.close();
        store = open(trusting, "there");
        assertThat(points("a", 0, Long.MAX_VALUE)).containsExactly("0=1.0");
        final CassandraConfig anyAuthority = config(KEYSPACE, CassandraConfig.Security.REQUIRED, Optional.empty());
        assertThatThrownBy(() -> open(anyAuthority, "elsewhere"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no node can be reached")
                .hasMessageContaining("certificat");
    }

    @Test
    void shouldSayPlainlyThatTheLoginIsRefusedWithoutThePassword() throws IOException {
        final Path wrong = Files.writeString(folder.resolve("password"), "not-this-one\n");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
        final CassandraConfig config = new CassandraConfig(
                List.of(server.contactPoint()),
                "datacenter1",
                KEYSPACE,
                1,
                CassandraConfig.Consistency.ONE,
                false,
                CassandraServer.USER,
                Optional.of(wrong),
                CassandraConfig.Security.DISABLED,
                Optional.empty());
        assertRefused(
                config,
                "Cassandra at " + server.contactPoint()
                        + " refuses the login; see cassandra.username and password_file.");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(config, "cassandra.password_file: " + wrong + " is open to others (expected: mode 0600 or 0640)");
    }

    @Test
    void shouldSayPlainlyWhichTableIsMissing() {
        assertRefused(
                config("nowhere", CassandraConfig.Security.DISABLED, Optional.empty()),
                "Cassandra has no table nowhere.chunks; \"leela schema\" makes it, or set cassandra.create_schema.");
    }

    @Test
    void shouldSayPlainlyThatThereIsNoSuchDatacenter() {
        final CassandraConfig config = new CassandraConfig(
                List.of(server.contactPoint()),
                "mars",
                KEYSPACE,
                1,
                CassandraConfig.Consistency.ONE,
                false,
                CassandraServer.USER,
                Optional.of(server.passwordFile()),
                CassandraConfig.Security.DISABLED,
                Optional.empty());
        assertRefused(config, "cassandra.local_datacenter: \"mars\" is none of the cluster's (expected: datacenter1)");
    }

    @Test
    void shouldWaitForANodeThatDoesNotAnswer() {
        final CassandraConfig config = new CassandraConfig(
                List.of("127.0.0.1:1"),
                "datacenter1",
                KEYSPACE,
                1,
                CassandraConfig.Consistency.ONE,
                false,
                "",
                Optional.empty(),
                CassandraConfig.Security.DISABLED,
                Optional.empty());
        try (CassandraStore away = CassandraStore.open(config, folder.resolve("away"), RETENTION, clock, counters)) {
            assertThatThrownBy(away::reach).isInstanceOfSatisfying(StoreException.class, fault -> {
                assertThat(fault.isPassing()).isTrue();
                assertThat(fault)
                        .hasMessageStartingWith("Cassandra at 127.0.0.1:1 does not answer: no node can be reached");
            });
            assertThatThrownBy(() -> away.chunks(new byte[] {'a'}, 0, 1))
                    .hasMessage("Cassandra at 127.0.0.1:1 has not been reached yet.");
            assertThat(away.isUp()).isFalse();
        }
    }

    @Test
    @Tag("slow")
    void shouldFailInTimeWhileTheNodeIsStoppedAndGoOnWhenItIsResumed() throws Exception {
        write("a", NOON_NS, 1);
        server.stop();
        try {
            final long begin = System.nanoTime();
            assertThatThrownBy(() -> write("a", NOON_NS + SECOND_NS, 2))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            fault -> assertThat(fault.isPassing()).isTrue());
            assertThat(System.nanoTime() - begin).isLessThan(45 * SECOND_NS);
        } finally {
            server.resume();
        }
        boolean isWritten = false;
        for (int i = 0; i < 1000 && !isWritten; i++) {
            isWritten = isWritten(NOON_NS + SECOND_NS);
            LockSupport.parkNanos(SECOND_NS / 20);
        }
        assertThat(points("a", 0, Long.MAX_VALUE)).containsExactly("0=1.0", "1=3.0");
    }

    @Test
    void shouldSetTheRetentionOfTablesThatAreThere() {
        final CassandraConfig config = config("retained", CassandraConfig.Security.DISABLED, Optional.empty());
        CassandraStore.createSchema(config, Duration.ofDays(1));
        CassandraStore.createSchema(config, Duration.ofDays(2));
        final String ttl = "SELECT default_time_to_live FROM system_schema.tables WHERE keyspace_name = 'retained' AND "
                + "table_name = 'chunks'";
        assertThat(other.execute(ttl).one().getInt(0)).isEqualTo(2 * 86_400);
    }

    private boolean isWritten(final long timeNs) {
        try {
            write("a", timeNs, 3);
            return true;
        } catch (final StoreException unavailable) {
            return false;
        }
    }

    private void assertRefused(final CassandraConfig config, final String message) {
        assertThatThrownBy(() -> open(config, "refused")).isInstanceOfSatisfying(StoreException.class, refused -> {
            assertThat(refused).hasMessage(message);
            assertThat(refused.isPassing()).isFalse();
        });
    }
}
