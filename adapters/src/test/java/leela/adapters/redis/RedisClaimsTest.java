package leela.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import leela.engine.spi.Claims;
import leela.engine.spi.Claims.Claim;
import leela.engine.spi.Claims.Verdict;
import leela.engine.spi.DirectoryException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Two engines that claim in a real Redis. */
@Tag("once")
final class RedisClaimsTest {

    private static final long SECOND_NS = 1_000_000_000;
    private static final long TIME_NS = 1_795_953_600L * SECOND_NS;
    private static final long WINDOW_NS = 2 * SECOND_NS;

    @TempDir
    private static Path folder;

    private static RedisServer server;

    private Claims first;
    private Claims second;

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
    void begin() throws DirectoryException {
        first = new RedisClaims(server.uri(), Optional.empty(), "first");
        second = new RedisClaims(server.uri(), Optional.empty(), "second");
        first.renew();
        second.renew();
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        try (RedisClient other = RedisClient.create(server.uri())) {
            other.flushAll();
        }
    }

    @Test
    void shouldGiveAChangeToWhoIsFirstUntilItIsTold() throws DirectoryException {
        assertThat(first.claim(at(0))).isEqualTo(Verdict.OURS);
        assertThat(second.claim(at(SECOND_NS))).isEqualTo(Verdict.OTHERS);
        assertThat(first.claim(at(0))).as("after a restart").isEqualTo(Verdict.OURS);

        first.settled(at(0));

        assertThat(second.claim(at(SECOND_NS))).isEqualTo(Verdict.TOLD);
        assertThat(first.claim(at(0))).isEqualTo(Verdict.TOLD);
    }

    @Test
    void shouldTellChangesApartThatAreFurtherFromEachOtherOrOfOneEngine() throws DirectoryException {
        assertThat(first.claim(at(0))).isEqualTo(Verdict.OURS);
        assertThat(first.claim(at(SECOND_NS))).as("its own next").isEqualTo(Verdict.OURS);
        assertThat(second.claim(at(SECOND_NS))).as("the very same").isEqualTo(Verdict.OTHERS);
        assertThat(second.claim(at(4 * SECOND_NS))).isEqualTo(Verdict.OURS);
        assertThat(second.claim(new Claim("disk", "web1", "ok", "pager", TIME_NS, WINDOW_NS)))
                .as("another state")
                .isEqualTo(Verdict.OURS);
        assertThat(second.claim(new Claim("disk", "web1", "firing", "ops", TIME_NS, WINDOW_NS)))
                .as("another recipient")
                .isEqualTo(Verdict.OURS);
    }

    @Test
    void shouldGiveWhatWasNotToldToTheNextWhenAnEngineHasEnded() throws DirectoryException {
        assertThat(first.claim(at(0))).isEqualTo(Verdict.OURS);
        assertThat(first.claim(at(10 * SECOND_NS))).isEqualTo(Verdict.OURS);
        first.settled(at(0));
        try (RedisClient other = RedisClient.create(server.uri())) {
            assertThat(other.ttl("leela.engine:first")).isBetween(1L, (long) Claims.LEASE_S);
            other.del("leela.engine:first"); // as its lease does
        }

        assertThat(second.claim(at(0))).isEqualTo(Verdict.TOLD);
        assertThat(second.claim(at(11 * SECOND_NS))).isEqualTo(Verdict.TAKEN);
        first.renew();
        assertThat(first.claim(at(10 * SECOND_NS))).as("it is back").isEqualTo(Verdict.OTHERS);
        second.settled(at(11 * SECOND_NS));
        assertThat(first.claim(at(10 * SECOND_NS))).isEqualTo(Verdict.TOLD);
    }

    @Test
    void shouldKeepABoundedNumberOfChanges() throws DirectoryException {
        for (int i = 0; i < 100; i++) {
            assertThat(first.claim(at(i * 10 * SECOND_NS))).isEqualTo(Verdict.OURS);
        }
        try (RedisClient other = RedisClient.create(server.uri())) {
            assertThat(other.keys("leela.alerts:*"))
                    .singleElement()
                    .satisfies(key -> assertThat(other.hlen(key)).isEqualTo(32));
        }
    }

    @Test
    void shouldSayWhyWhenNobodyAnswers() {
        final Claims nobody = new RedisClaims(URI.create("redis://127.0.0.1:1"), Optional.empty(), "third");

        assertThatThrownBy(() -> nobody.claim(at(0)))
                .isInstanceOf(DirectoryException.class)
                .hasMessageStartingWith("Redis at 127.0.0.1:1 does not answer: ");
        nobody.close();
    }

    private static Claim at(final long afterNs) {
        return new Claim("disk", "web1", "firing", "pager", TIME_NS + afterNs, WINDOW_NS);
    }
}
