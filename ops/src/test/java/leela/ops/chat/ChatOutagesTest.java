package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import leela.adapters.redis.RedisServer;
import leela.adapters.xmpp.Ejabberd;
import leela.engine.agent.Clock;
import leela.engine.agent.SystemClock;
import leela.engine.counters.CounterId;
import leela.engine.spi.Directory.Entry;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts under load, and while ejabberd, Redis or an engine is away; the figures are printed. */
@Tag("slow")
final class ChatOutagesTest {

    private static final String LEELA = "leela@localhost";
    private static final long RATE_NS = 20_000_000; // 50 a second

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private Ejabberd server;
    private ChatClient alice;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled() && RedisServer.isInstalled()).as("ejabberd, slixmpp and Redis are installed").isTrue();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "twin", "alice")).start();
        alice = new ChatClient(folder, server, "alice");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            alice.close();
            server.close();
        }
    }

    @Test
    void shouldBringAlertsWithinMilliseconds() throws Exception {
        try (RunningService engine = engine("")) {
            alice.ask(LEELA, "SELECT id FROM alert;");
            final int count = 1000;
            final List<Long> sentNs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sentNs.add(clock.ticksNs());
                engine.sendUdp("gauge 5|alert " + i + " 1365500000.0;");
                pause();
            }
            final long[] latencyNs = new long[count];
            for (int i = 0; i < count; i++) {
                final ChatClient.Received received = alice.next();
                assertThat(received.json().path("value").asInt()).isEqualTo(i);
                latencyNs[i] = received.atNs() - sentNs.get(i);
            }
            Arrays.sort(latencyNs);
            print("latency of %d alerts at 50/s, datagram to client: p50 %.1f ms, p99 %.1f ms, max %.1f ms", count,
                    latencyNs[count / 2] / 1e6, latencyNs[count * 99 / 100] / 1e6, latencyNs[count - 1] / 1e6);
            assertThat(latencyNs[count / 2]).isLessThan(500_000_000);
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenTheServerIsKilledWhileAlertsFire() throws Exception {
        try (RunningService engine = engine("")) {
            alice.ask(LEELA, "SELECT id FROM alert;");
            final int count = 1000;
            for (int i = 0; i < count; i++) {
                engine.sendUdp("gauge 5|alert " + i + " 1365500000.0;");
                if (i == 300) {
                    server.kill();
                } else if (i == 400) {
                    server.start();
                }
                pause();
            }
            final List<Integer> values = new ArrayList<>();
            final Set<String> ids = new HashSet<>();
            int repeated = 0;
            while (values.isEmpty() || values.get(values.size() - 1) < count - 1) {
                final ChatClient.Received received = alice.next();
                if (ids.add(received.id())) {
                    values.add(received.json().path("value").asInt());
                } else {
                    repeated++;
                }
            }
            print("ejabberd killed and restarted: %d of %d alerts arrived, %d with an id seen before, resent %d, logins %d", values.size(), count,
                    repeated, engine.read(CounterId.XMPP_RESENT), engine.read(CounterId.XMPP_LOGINS));
            assertThat(values).isSorted().doesNotHaveDuplicates().hasSize(count);
        }
    }

    @Test
    void shouldGoOnWhileRedisIsAwayAndFollowWhatIsWrittenByHand() throws Exception {
        try (RedisServer redis = new RedisServer(Files.createDirectories(folder.resolve("redis"))).start();
                RunningService engine = engine("directory.backend = \"redis\"\ndirectory.redis_uri = \"" + redis.uri()
                        + "\"\ndirectory.refresh = \"200ms\"\n")) {
            alice.ask(LEELA, "SELECT id FROM ^one;");
            redis.kill();

            assertThat(alice.ask(LEELA, "SELECT id FROM ^two;").path("status").asInt()).isEqualTo(503);
            engine.sendUdp("gauge 3|one 1 1365500000.0;");
            assertThat(alice.next().json().path("name").asText()).isEqualTo("one");

            redis.start();
            hset(redis, "by hand", new Entry("id", "^hand", "alice@localhost"));
            RunningService.await("both queries", () -> engine.read(CounterId.QUERIES) == 2);
            assertThat(alice.ask(LEELA, "SELECT * FROM leela.xmpp;").path("results")).hasSize(2);
            engine.sendUdp("gauge 4|hand 1 1365500000.0;");
            assertThat(alice.next().json().path("name").asText()).isEqualTo("hand");

            redisCommand(redis, "HDEL", "leela.xmpp", "by hand");
            RunningService.await("one query", () -> engine.read(CounterId.QUERIES) == 1);
        }
    }

    @Test
    void shouldSendEveryEventOnceFromTwoEnginesOnOneDirectory() throws Exception {
        try (RedisServer redis = new RedisServer(Files.createDirectories(folder.resolve("redis"))).start()) {
            final String shared = "directory.backend = \"redis\"\ndirectory.redis_uri = \"" + redis.uri() + "\"\ndirectory.refresh = \"200ms\"\n";
            try (RunningService engine = engine(shared); RunningService twin = RunningService.in(folder.resolve("twin"),
                    ChatTest.toml(folder, server, "xmpp.messages_per_minute = 100000\nxmpp.user = \"twin\"\n" + shared)
                            .replace(folder.resolve("password").toString(), password("twin").toString()))) {
                alice.ask(LEELA, "SELECT id FROM ^host;");
                RunningService.await("the query on the twin", () -> twin.read(CounterId.QUERIES) == 1);
                RunningService.await("its login", () -> twin.read(CounterId.XMPP_LOGINS) == 1);
                final Set<String> expected = new HashSet<>();
                for (int i = 0; i < 100; i++) {
                    expected.add("host" + i);
                    (i % 2 == 0 ? engine : twin).sendUdp("gauge " + ("host" + i).length() + "|host" + i + " 1 1365500000.0;");
                }
                final List<String> names = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    names.add(alice.next().json().path("name").asText());
                }
                assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(alice.poll(500)).isNull();
            }
        }
    }

    @Test
    void shouldHoldBackAStorm() throws Exception {
        try (RunningService engine = engine("xmpp.messages_per_minute = 30\n")) {
            alice.ask(LEELA, "SELECT id FROM storm;");
            final int count = 200_000;
            final StringBuilder datagram = new StringBuilder();
            final long startNs = clock.ticksNs();
            for (int i = 0; i < count; i += 100) {
                datagram.setLength(0);
                for (int j = 0; j < 100; j++) {
                    datagram.append("gauge 5|storm ").append(i + j).append(" 1365500000.0;");
                }
                engine.sendUdp(datagram.toString());
                LockSupport.parkNanos(startNs + (i + 100) * 100_000L - clock.ticksNs()); // 10,000 a second
            }
            assertThat(engine.service().drain()).isTrue();
            final long received = engine.read(CounterId.RECEIVED_UDP);
            RunningService.await("everything looked at", () -> engine.read(CounterId.CHAT_HELD_BACK) + 29 == received);
            int events = 0;
            JsonNode summary = null;
            while (summary == null) {
                final ChatClient.Received next = alice.poll(70_000);
                assertThat(next).as("an event, or the summary").isNotNull();
                summary = next.json().path("results").get("held_back");
                events += summary == null ? 1 : 0;
            }
            print("storm of %d matches at 10,000/s: %d events sent, summary %s, overrun %d", received, events, summary,
                    engine.read(CounterId.CHAT_OVERRUN));
            assertThat(summary.path("count").asLong() + events).isEqualTo(received);
            assertThat(events).isEqualTo(29); // the answer was the thirtieth message
        }
    }

    private RunningService engine(final String more) throws IOException, InterruptedException {
        final String limit = more.contains("messages_per_minute") ? "" : "xmpp.messages_per_minute = 100000\n";
        final RunningService engine = RunningService.in(folder, ChatTest.toml(folder, server, limit + more));
        // a message that comes at the moment of the login may stay among the server's offline messages until the next one
        alice.subscribeTo(LEELA);
        alice.awaitPresence("available " + LEELA);
        return engine;
    }

    private Path password(final String user) throws IOException {
        final Path file = Files.writeString(folder.resolve("password-" + user), user + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private void pause() {
        final long untilNs = clock.ticksNs() + RATE_NS;
        while (clock.ticksNs() < untilNs) {
            LockSupport.parkNanos(untilNs - clock.ticksNs());
        }
    }

    private static void hset(final RedisServer redis, final String key, final Entry entry) throws IOException, InterruptedException {
        redisCommand(redis, "HSET", "leela.xmpp", key, "{\"request\": {\"select\": {\"proc\": \"" + entry.pipeline() + "\", \"regex\": \""
                + entry.regex() + "\"}}, \"sender\": \"" + entry.sender() + "\"}");
    }

    private static void redisCommand(final RedisServer redis, final String... words) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("redis-cli", "-u", redis.uri().toString()));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor()).isZero();
    }

    private static void print(final String format, final Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }
}
