package leela.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.directory.RememberedDirectory;
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
import redis.clients.jedis.RedisClient;

/** A Redis that loses what was in it between two engines. */
final class RememberedDirectoryTest extends DirectoryContract {

    private static final Entry ENTRY = new Entry("id", "^web", "alice@localhost");

    @TempDir
    private static Path redis;

    private static RedisServer server;

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory();

    @BeforeAll
    static void startRedis() throws IOException {
        assumeThat(RedisServer.isInstalled()).as("redis-server is installed").isTrue();
        server = new RedisServer(redis).start();
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
        return new RememberedDirectory(new RedisDirectory(server.uri(), counters), folder, counters);
    }

    @Test
    void shouldWriteBackWhatWasLostWhileNobodyLooked() throws DirectoryException {
        fill();
        emptyRedis();
        try (Directory later = open()) {
            assertThat(later.entries()).containsOnlyKeys("one", "two");
            assertThat(counters.read(DirectoryCounter.RESTORED)).isEqualTo(2);
        }
        try (Directory other = new RedisDirectory(server.uri(), counters)) {
            assertThat(other.entries()).containsOnlyKeys("one", "two");
        }
    }

    @Test
    void shouldNotBringBackWhatWasTakenOutMeanwhile() throws DirectoryException {
        fill();
        try (RedisClient other = RedisClient.create(server.uri())) {
            other.hdel("leela.xmpp", "one", "two");
        }
        try (Directory later = open()) {
            assertThat(later.entries()).isEmpty();
        }
    }

    @Test
    void shouldGoOnWithoutItsCopyWhereThatIsDamaged() throws Exception {
        fill();
        Files.writeString(folder.resolve("directory.last.json"), "{");
        try (Directory later = open()) {
            assertThat(later.entries()).containsOnlyKeys("one", "two");
        }
        emptyRedis();
        try (Directory later = open()) {
            assertThat(later.entries()).containsOnlyKeys("one", "two");
        }
    }

    private void fill() throws DirectoryException {
        try (Directory directory = open()) {
            directory.put("one", ENTRY);
            directory.put("two", ENTRY);
            directory.entries();
        }
    }
}
