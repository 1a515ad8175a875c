package leela.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.directory.EntryJson;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryContract;
import leela.engine.spi.DirectoryException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

final class RedisDirectoryTest extends DirectoryContract {

    private static final Entry ENTRY = new Entry("id", "^web", "alice@localhost");

    @TempDir
    private static Path folder;

    private static RedisServer server;

    private final Counters counters = Counters.inMemory();

    @BeforeAll
    static void startRedis() throws IOException {
        assumeThat(RedisServer.isInstalled()).as("redis-server is installed").isTrue();
        server = new RedisServer(folder).start();
    }

    @AfterAll
    static void stopRedis() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void emptyRedis() {
        try (RedisClient other = RedisClient.create(server.uri())) {
            other.flushAll();
        }
    }

    @Override
    protected Directory open() {
        return new RedisDirectory(server.uri(), counters);
    }

    @Test
    void shouldWriteTheFirstLeelasHash() throws DirectoryException {
        try (Directory directory = open();
                RedisClient other = RedisClient.create(server.uri())) {
            directory.put(ENTRY.key(), ENTRY);

            assertThat(other.hgetAll("leela.xmpp"))
                    .isEqualTo(Map.of(
                            ENTRY.key(),
                            "{\"request\":{\"select\":{\"proc\":\"id\",\"regex\":\"^web\"}},"
                                    + "\"sender\":\"alice@localhost\"}"));
        }
    }

    @Test
    void shouldLogInWithThePasswordThatTheFileHoldsThen() throws DirectoryException, IOException {
        final Path file = folder.resolve("password");
        Files.writeString(file, "first\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (RedisClient other = RedisClient.create(server.uri())) {
            askPassword(other, "second");
            try (Directory directory = new RedisDirectory(server.uri(), Optional.of(file), counters)) {
                assertThatThrownBy(directory::entries)
                        .isInstanceOf(DirectoryException.class)
                        .hasMessageContaining("WRONGPASS")
                        .hasMessageNotContaining("first");
                Files.writeString(file, "second\n");
                assertThat(directory.entries()).isEmpty();
            } finally {
                askPassword(other, "");
            }
        }
    }

    private static void askPassword(final RedisClient other, final String password) {
        final Object answer = other.executeCommand(new CommandArguments(Protocol.Command.CONFIG)
                .add("SET")
                .add("requirepass")
                .add(password));
        assertThat(answer).isNotNull();
    }

    @Test
    void shouldRefuseAPasswordThatOthersMayRead() throws IOException {
        final Path file = folder.resolve("open");
        Files.writeString(file, "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> new RedisDirectory(server.uri(), Optional.of(file), counters))
                .hasMessage("directory.password_file: " + file + " is open to others (expected: mode 0600 or 0640)");
    }

    @Test
    void shouldNotReadAHashOfMoreEntriesThanThereCanBeQueries() throws DirectoryException {
        try (Directory directory = open();
                RedisClient other = RedisClient.create(server.uri())) {
            final Map<String, String> many = IntStream.rangeClosed(0, Directory.MOST_ENTRIES)
                    .boxed()
                    .collect(Collectors.toMap(i -> "k" + i, i -> "{}"));
            other.hset("leela.xmpp", many);

            assertThatThrownBy(directory::entries)
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("100001 entries (expected: at most 100000)");
        }
    }

    @Test
    void shouldShowWhatOtherToolsWriteAndLeaveOutWhatMakesNoSense() throws DirectoryException {
        try (Directory directory = open();
                RedisClient other = RedisClient.create(server.uri())) {
            other.hset(
                    "leela.xmpp",
                    "by hand",
                    "{\"request\": {\"select\": {\"proc\": \"id\", \"regex\": \"^web\"}}, "
                            + "\"sender\": \"alice@localhost/laptop\"}");
            other.hset("leela.xmpp", "odd", "[]");

            assertThat(directory.entries()).isEqualTo(Map.of("by hand", ENTRY));
            assertThat(counters.read(DirectoryCounter.UNREADABLE)).isOne();
        }
    }

    @Test
    void shouldTellWhatWasRemovedFromWhatSomebodyDeletedAndWhatWasLost() throws DirectoryException {
        try (Directory directory = open();
                Directory twin = open();
                RedisClient other = RedisClient.create(server.uri())) {
            directory.put("removed", ENTRY);
            directory.put("deleted", ENTRY);
            twin.remove("removed");
            other.hdel("leela.xmpp", "deleted");

            assertThat(directory.absence("removed")).isEqualTo(Directory.Absence.REMOVED);
            assertThat(directory.absence("deleted")).isEqualTo(Directory.Absence.DELETED);

            other.flushAll();
            assertThat(directory.entries()).isEmpty();
            assertThat(directory.absence("deleted")).isEqualTo(Directory.Absence.LOST);
        }
    }

    @Test
    void shouldMarkWhatOtherToolsWrote() throws DirectoryException {
        try (Directory directory = open();
                RedisClient other = RedisClient.create(server.uri())) {
            other.hset("leela.xmpp", "by hand", EntryJson.write(ENTRY));
            directory.entries();
            other.hdel("leela.xmpp", "by hand");

            assertThat(directory.absence("by hand")).isEqualTo(Directory.Absence.DELETED);
        }
    }

    @Test
    void shouldFailPlainlyWhileRedisIsAwayAndGoOnWhenItIsBack() throws Exception {
        try (Directory directory = open()) {
            directory.put(ENTRY.key(), ENTRY);

            server.kill();

            assertThatThrownBy(directory::entries)
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("does not answer");
            assertThatThrownBy(() -> directory.put("other", ENTRY)).isInstanceOf(DirectoryException.class);
            assertThatThrownBy(() -> directory.remove(ENTRY.key())).isInstanceOf(DirectoryException.class);

            server.start();

            assertThat(directory.entries()).isEqualTo(Map.of(ENTRY.key(), ENTRY));
        }
    }

    @Test
    void shouldFailPlainlyWhenTheHashIsSomethingElse() {
        try (Directory directory = open();
                RedisClient other = RedisClient.create(server.uri())) {
            other.set("leela.xmpp", "text");

            assertThatThrownBy(directory::entries).isInstanceOf(DirectoryException.class);
        }
    }
}
