package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leela.adapters.chat.ChatCounter;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.redis.RedisServer;
import leela.adapters.xmpp.Ejabberd;
import leela.adapters.xmpp.XmppCounter;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.CapturedLog;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts as they come, and while ejabberd, Redis or an engine is away; the figures are printed. The slow ones run
 * longer.
 */
@Tag("once")
final class ChatOutagesTest {

    private static final String LEELA = "leela@localhost";
    private static final long RATE_NS = 20_000_000; // 50 a second

    private static final List<String> USERS =
            IntStream.rangeClosed(1, 20).mapToObj(number -> "alice" + number).toList();
    private static final Iterator<String> FRESH = USERS.iterator();

    @TempDir
    private static Path serverFolder;

    private static Ejabberd server;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private String user;
    private ChatClient alice;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled() && RedisServer.isInstalled())
                .as("ejabberd, slixmpp and Redis are installed")
                .isTrue();
        server = new Ejabberd(
                        serverFolder,
                        Stream.concat(Stream.of("leela", "twin"), USERS.stream())
                                .toList())
                .start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    /** A user who has never been there, whom nothing reaches that another test has left behind. */
    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        user = FRESH.next();
        alice = new ChatClient(folder, server, user);
    }

    @AfterEach
    void logOut() {
        alice.close();
    }

    @Test
    void shouldBringAlertsWithinMilliseconds() throws Exception {
        bringAlerts(50);
    }

    @Test
    @Tag("slow")
    void shouldBringAThousandAlertsWithinMilliseconds() throws Exception {
        bringAlerts(1000);
    }

    private void bringAlerts(final int count) throws Exception {
        try (RunningService engine = engine("")) {
            alice.ask(LEELA, "SELECT id FROM alert;");
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
            print("| alerts at 50/s, datagram to client | p50 ms | p90 ms | p99 ms | max ms |");
            print(
                    "| %d | %.2f | %.2f | %.2f | %.2f |",
                    count,
                    latencyNs[count / 2] / 1e6,
                    latencyNs[count * 9 / 10] / 1e6,
                    latencyNs[count * 99 / 100] / 1e6,
                    latencyNs[count - 1] / 1e6);
            assertThat(latencyNs[count / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @Test
    void shouldTellARareQueryBesideANoisyOne() throws Exception {
        final int perMinute = 20;
        try (RunningService engine = engine("xmpp.messages_per_minute = " + perMinute + "\n")) {
            alice.ask(LEELA, "SELECT id FROM ^noisy;");
            alice.ask(LEELA, "SELECT id FROM ^rare;");
            for (int i = 0; i < 20; i++) {
                engine.sendUdp("gauge 5|noisy 1 1365500000.0;".repeat(20));
            }
            RunningService.await("the noise", () -> engine.read(EngineCounter.QUERY_RESULTS) == 400);
            engine.sendUdp("gauge 4|rare 7 1365500000.0;");

            int noise = 0;
            for (String name = ""; !name.equals("rare"); noise++) {
                name = alice.next().json().path("name").asText();
            }
            assertThat(noise).isLessThan(perMinute);
        }
    }

    @Test
    void shouldNotComplainToAnAutoResponder() throws Exception {
        try (RunningService engine = engine("xmpp.messages_per_minute = 20\n")) {
            for (int i = 0; i < 30; i++) {
                alice.say(LEELA, "I am out of the office.");
            }
            RunningService.await("the messages", () -> engine.read(ChatCounter.COMMANDS_REFUSED) == 30);
            assertThat(alice.next().json().path("status").asInt()).isEqualTo(400);
            assertThat(alice.ask(LEELA, "SELECT id FROM ^x;").path("status").asInt())
                    .isEqualTo(200);
        }
    }

    /** To an account that no engine of another test was killed with: the server would keep its session, too. */
    @Test
    void shouldNotComplainOfWhatTheServerHadKept() throws Exception {
        alice.say("twin@localhost", "I am still out of the office.");
        alice.say("twin@localhost", "SELECT id FROM ^y;");
        alice.say(user + "@localhost", "the server has them");
        assertThat(alice.next().body()).isEqualTo("the server has them");
        try (RunningService twin = twin("")) {
            assertThat(alice.next().json().path("status").asInt()).isEqualTo(200);
            assertThat(twin.read(ChatCounter.COMMANDS_REFUSED)).isOne();
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenTheServerIsKilledWhileAlertsFire() throws Exception {
        killTheServer(100, 100);
    }

    @Test
    @Tag("slow")
    void shouldLoseAndDoubleNothingHoweverOftenTheServerIsKilled() throws Exception {
        killTheServer(3000, 600);
    }

    /** Killed once in every {@code period} alerts, a quarter into it; back at half of it. */
    private void killTheServer(final int count, final int period) throws Exception {
        try (RunningService engine = engine("")) {
            alice.ask(LEELA, "SELECT id FROM alert;");
            for (int i = 0; i < count; i++) {
                engine.sendUdp("gauge 5|alert " + i + " 1365500000.0;");
                if (i % period == period / 4) {
                    server.kill();
                } else if (i % period == period / 2) {
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
            print("| ejabberd killed | alerts | arrived | out of order | lost | sent again | of these had "
                    + "arrived (same id) | logins |");
            print(
                    "| %d | %d | %d | %d | %d | %d | %d | %d |",
                    count / period,
                    count,
                    values.size(),
                    outOfOrder(values),
                    count - values.size(),
                    engine.read(XmppCounter.RESENT),
                    repeated,
                    engine.read(XmppCounter.LOGINS));
            assertThat(values).isSorted().doesNotHaveDuplicates().hasSize(count);
        }
    }

    @Test
    @Tag("slow")
    void shouldGoOnWhileRedisIsAway() throws Exception {
        stopRedis(0);
    }

    @Test
    @Tag("slow")
    void shouldGoOnWhileRedisIsAwayForHalfAMinute() throws Exception {
        stopRedis(30);
    }

    private void stopRedis(final int seconds) throws Exception {
        try (RedisServer redis = redis();
                RunningService engine = engine(redisDirectory(redis))) {
            final String one = alice.ask(LEELA, "SELECT id FROM ^one;")
                    .path("results")
                    .path("key")
                    .asText();
            final String ended = alice.ask(LEELA, "SELECT id FROM ^ended;")
                    .path("results")
                    .path("key")
                    .asText();
            redis.kill();
            RunningService.await("the loss", () -> engine.read(DirectoryCounter.ERRORS) > 0);
            final HttpResponse<String> ready = ChatTest.readiness(engine);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .contains("\"xmpp\":\"logged in as ")
                    .containsPattern("\"directory\":\"unavailable since \\S+: Redis at \\S+ does not answer")
                    .contains("Changes are refused; what runs goes on: 2 queries.");
            for (int second = 0; second <= seconds; second++) {
                engine.sendUdp("gauge 3|one " + second + " 1365500000.0;");
                assertThat(alice.next().json().path("value").asInt()).isEqualTo(second);
                assertThat(alice.ask(LEELA, "SELECT id FROM ^two" + second + ";")
                                .path("status")
                                .asInt())
                        .isEqualTo(503);
                assertThat(alice.ask(LEELA, "DELETE FROM leela.xmpp WHERE key=" + one + ";")
                                .path("status")
                                .asInt())
                        .isEqualTo(503);
                LockSupport.parkNanos(second == seconds ? 0 : TimeUnit.SECONDS.toNanos(1));
            }
            redis.start();
            redisCommand(redis, "HDEL", "leela.xmpp", ended); // by another tool, while the engine has not looked
            final long startNs = clock.ticksNs();
            RunningService.await("step with Redis", () -> engine.read(EngineCounter.QUERIES) == 1);
            print("| Redis away | alerts that arrived | SELECT and DELETE answered 503 | in step again after ms |");
            print(
                    "| %d s | %d of %d | %d of %d | %.0f |",
                    seconds,
                    seconds + 1,
                    seconds + 1,
                    2 * (seconds + 1),
                    2 * (seconds + 1),
                    (clock.ticksNs() - startNs) / 1e6);
            assertEnded(alice.next(), ended);
            assertThat(keysListed()).containsExactly(one).isEqualTo(keysIn(redis));

            alice.ask(LEELA, "SELECT id FROM ^two;");
            assertThat(keysListed()).hasSize(2).isEqualTo(keysIn(redis));
        }
    }

    private static void assertEnded(final ChatClient.Received message, final String key) {
        final JsonNode notice = message.json().path("results").path("notice");
        assertThat(notice.path("event").asText()).isEqualTo("query_ended");
        assertThat(notice.path("queries").path(0).path("key").asText()).isEqualTo(key);
    }

    @Test
    @Tag("slow")
    void shouldAnswerSoonWhereRedisHangs() throws Exception {
        try (RedisServer redis = redis();
                RunningService engine = engine(redisDirectory(redis))) {
            alice.ask(LEELA, "SELECT id FROM ^one;");
            redis.pause();

            assertThat(alice.ask(LEELA, "SELECT id FROM ^two;").path("status").asInt())
                    .isEqualTo(503);
            engine.sendUdp("gauge 3|one 1 1365500000.0;");
            assertThat(alice.next().json().path("name").asText()).isEqualTo("one");

            redis.resume();
            RunningService.await("Redis", () -> {
                try {
                    return alice.ask(LEELA, "SELECT * FROM leela.xmpp;")
                                    .path("status")
                                    .asInt()
                            == 200;
                } catch (final IOException | InterruptedException failed) {
                    throw new AssertionError(failed);
                }
            });
        }
    }

    @Test
    void shouldFollowWhatIsWrittenIntoRedisByHand() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RedisServer redis = redis();
                RunningService engine = engine(redisDirectory(redis))) {
            // what the first Leela writes: its key words, its spaces, the sender with a resource
            redisCommand(
                    redis,
                    "HSET",
                    "leela.xmpp",
                    "by hand",
                    "{\"request\": {\"select\": {\"proc\": \"[> 90]\", \"regex\": \"^hand\"}}, \"sender\": \"" + user
                            + "@localhost/laptop\"}");
            // it counts from the moment that it is admitted, and meets what comes once it has begun
            RunningService.await(
                    "the query", () -> !log.lines("event=query_started").isEmpty());

            engine.sendUdp("gauge 4|hand 91 1365500000.0;gauge 4|hand 1 1365500000.0;gauge 4|hand 92 1365500000.0;");
            assertThat(alice.next().json().path("value").asInt()).isEqualTo(91);
            assertThat(alice.next().json().path("value").asInt()).isEqualTo(92);
            assertThat(keysListed()).containsExactly("by hand");

            redisCommand(redis, "HDEL", "leela.xmpp", "by hand");
            RunningService.await("its end", () -> engine.read(EngineCounter.QUERIES) == 0);
            assertEnded(alice.next(), "by hand");
            engine.sendUdp("gauge 4|hand 93 1365500000.0;");
            assertThat(alice.poll(300)).isNull();
        }
    }

    @Test
    void shouldGoOnAndSaySoWhereRedisComesBackEmpty() throws Exception {
        try (RedisServer redis = redis();
                RunningService engine = engine(redisDirectory(redis))) {
            alice.ask(LEELA, "SELECT id FROM ^one;");
            loseAll(redis, engine, 1);
            alice.ask(LEELA, "SELECT id FROM ^two;");
            loseAll(redis, engine, 2);

            engine.sendUdp("gauge 3|one 1 1365500000.0;gauge 3|two 2 1365500000.0;");
            assertThat(alice.next().json().path("name").asText()).isEqualTo("one");
            assertThat(alice.next().json().path("name").asText()).isEqualTo("two");
            assertThat(keysListed()).hasSize(2).isEqualTo(keysIn(redis));
            assertThat(ChatTest.readiness(engine).body())
                    .containsPattern("What it had lost was written back at \\S+: 2 queries[.]");
        }
    }

    @Test
    void shouldHaveItsQueriesWhereRedisLostThemWhileItWasDown() throws Exception {
        try (RedisServer redis = redis()) {
            try (RunningService engine = engine(redisDirectory(redis))) {
                alice.ask(LEELA, "SELECT id FROM ^one;");
                assertThat(engine.read(EngineCounter.QUERIES)).isOne();
            }
            redisCommand(redis, "FLUSHALL");
            try (RunningService engine = engine(redisDirectory(redis))) {
                RunningService.await("the query", () -> engine.read(EngineCounter.QUERIES) == 1);
                assertThat(keysIn(redis)).hasSize(1);
            }
        }
    }

    private void loseAll(final RedisServer redis, final RunningService engine, final int count) throws Exception {
        redisCommand(redis, "FLUSHALL");

        final JsonNode notice = alice.next().json().path("results").path("notice");
        assertThat(notice.path("event").asText()).isEqualTo("directory_restored");
        assertThat(notice.path("queries")).hasSize(count);
        assertThat(keysIn(redis)).hasSize(count);
        assertThat(engine.read(EngineCounter.QUERIES)).isEqualTo(count);
    }

    @Test
    void shouldNotBeReadyWhereTheDirectoryIsDamaged() throws Exception {
        final Path file = Files.createDirectories(folder.resolve("data")).resolve("directory.json");
        Files.writeString(file, "{\"key\": ");
        try (RunningService engine = engine("directory.refresh = \"200ms\"\n")) {
            RunningService.await("the look", () -> engine.read(DirectoryCounter.ERRORS) > 0);
            final HttpResponse<String> ready = ChatTest.readiness(engine);

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .contains("directory.json is damaged: no JSON at line 1, column ", "what runs goes on: 0 queries.");
            assertThat(alice.ask(LEELA, "SELECT id FROM ^one;").path("status").asInt())
                    .isEqualTo(503);
            assertThat(file).hasContent("{\"key\": ");

            Files.writeString(file, "{}");
            assertThat(alice.ask(LEELA, "SELECT id FROM ^one;").path("status").asInt())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldSendEveryEventOnceFromTwoEnginesOnOneDirectory() throws Exception {
        final int hosts = 100;
        try (RedisServer redis = redis();
                RunningService engine = engine(redisDirectory(redis));
                RunningService twin = twin(redisDirectory(redis))) {
            alice.ask(LEELA, "SELECT id FROM ^host;");
            RunningService.await("the query on the twin", () -> twin.read(EngineCounter.QUERIES) == 1);
            RunningService.await("its login", () -> twin.read(XmppCounter.LOGINS) == 1);
            final Set<String> expected = new TreeSet<>();
            for (int i = 0; i < hosts; i++) {
                expected.add("host" + i);
                (i % 2 == 0 ? engine : twin)
                        .sendUdp("gauge " + ("host" + i).length() + "|host" + i + " 1 1365500000.0;");
            }
            final List<String> names = new ArrayList<>();
            final Set<String> senders = new TreeSet<>();
            for (int i = 0; i < hosts; i++) {
                final ChatClient.Received received = alice.next();
                names.add(received.json().path("name").asText());
                senders.add(received.sender());
            }
            print("| engines on one directory | hosts | events that arrived | distinct |");
            print("| %d | %d | %d | %d |", senders.size(), hosts, names.size(), new HashSet<>(names).size());
            assertThat(senders).hasSize(2);
            assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(alice.poll(500)).isNull();

            assertThat(alice.ask(LEELA, "DELETE FROM leela.xmpp;").path("results"))
                    .hasSize(1);
            RunningService.await("the end on the twin", () -> twin.read(EngineCounter.QUERIES) == 0);
            assertThat(alice.poll(500)).as("who asked is told once").isNull();
        }
    }

    @Test
    void shouldHaveItsQueriesBackSoonAfterItWasKilled() throws Exception {
        killTheEngine("", 1);
    }

    @Test
    @Tag("slow")
    void shouldHaveItsQueriesBackSoonWhereverTheyAreKept() throws Exception {
        killTheEngine("", 5);
        try (RedisServer redis = redis()) {
            killTheEngine(redisDirectory(redis).replace("directory.refresh = \"200ms\"\n", ""), 5);
        }
    }

    private void killTheEngine(final String directory, final int times) throws Exception {
        final Path home = folder.resolve("engine-" + directory.hashCode());
        final String toml = ChatTest.toml(folder, server, "xmpp.messages_per_minute = 100000\n" + directory);
        final List<String> names = List.of("one", "two", "three");
        alice.forget();
        try (EngineProcess engine = new EngineProcess(home, toml)) {
            alice.subscribeTo(LEELA);
            alice.awaitPresence("available " + LEELA);
            for (final String name : names) {
                assertThat(alice.ask(LEELA, "SELECT [> 0] FROM ^" + name + ";")
                                .path("status")
                                .asInt())
                        .isEqualTo(200);
            }
            engine.kill();
        }
        for (int time = 1; time <= times; time++) {
            final long startNs = clock.ticksNs();
            try (EngineProcess again = new EngineProcess(home, toml)) {
                final long readyNs = clock.ticksNs();
                final Set<String> heard = new HashSet<>();
                while (heard.size() < names.size()) {
                    again.sendUdp("gauge 3|one " + time + " 1365500000.0;gauge 3|two " + time
                            + " 1365500000.0;gauge 5|three " + time + " 1365500000.0;");
                    for (ChatClient.Received received = alice.poll(50); received != null; received = alice.poll(0)) {
                        if (received.json().path("value").asInt() == time) {
                            heard.add(received.json().path("name").asText());
                        }
                    }
                    // from readiness on: how long a JVM takes to start is the machine's business
                    assertThat(clock.ticksNs() - readyNs)
                            .as("heard %s", heard)
                            .isLessThan(TimeUnit.SECONDS.toNanos(10));
                }
                print(
                        "| engine killed, directory %s | ready after ms | all %d queries alert again after ms |",
                        directory.isEmpty() ? "embedded" : "redis", names.size());
                print("| %d | %.0f | %.0f |", time, (readyNs - startNs) / 1e6, (clock.ticksNs() - startNs) / 1e6);
                again.kill();
            }
        }
    }

    private RunningService engine(final String more) throws IOException, InterruptedException {
        final String limit = more.contains("messages_per_minute") ? "" : "xmpp.messages_per_minute = 100000\n";
        final RunningService engine = RunningService.in(folder, ChatTest.toml(folder, server, limit + more));
        // a message that comes at the moment of the login may stay among the server's offline messages until the next
        // one
        alice.subscribeTo(LEELA);
        alice.awaitPresence("available " + LEELA);
        return engine;
    }

    /** A second one, with an account of its own. */
    private RunningService twin(final String more) throws IOException {
        return RunningService.in(
                folder.resolve("twin"),
                ChatTest.toml(folder, server, "xmpp.messages_per_minute = 100000\nxmpp.user = \"twin\"\n" + more)
                        .replace(
                                folder.resolve("password").toString(),
                                password("twin").toString()));
    }

    private RedisServer redis() throws IOException {
        return new RedisServer(Files.createDirectories(folder.resolve("redis"))).start();
    }

    private static String redisDirectory(final RedisServer redis) {
        return "directory.backend = \"redis\"\ndirectory.redis_uri = \"" + redis.uri()
                + "\"\ndirectory.refresh = \"200ms\"\n";
    }

    private Path password(final String user) throws IOException {
        final Path file = Files.writeString(folder.resolve("password-" + user), user + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Set<String> keysListed() throws IOException, InterruptedException {
        final Set<String> keys = new TreeSet<>();
        final JsonNode answer = alice.ask(LEELA, "SELECT * FROM leela.xmpp;");
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        answer.path("results").forEach(query -> keys.add(query.path("key").asText()));
        return keys;
    }

    private static Set<String> keysIn(final RedisServer redis) throws IOException, InterruptedException {
        return new TreeSet<>(redisCommand(redis, "HKEYS", "leela.xmpp"));
    }

    private static List<String> redisCommand(final RedisServer redis, final String... words)
            throws IOException, InterruptedException {
        final List<String> command =
                new ArrayList<>(List.of("redis-cli", "-u", redis.uri().toString()));
        command.addAll(List.of(words));
        final Process client =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final List<String> lines = client.inputReader().lines().toList();
        assertThat(client.waitFor()).as("%s", lines).isZero();
        return lines;
    }

    private void pause() {
        final long untilNs = clock.ticksNs() + RATE_NS;
        while (clock.ticksNs() < untilNs) {
            LockSupport.parkNanos(untilNs - clock.ticksNs());
        }
    }

    private static long outOfOrder(final List<Integer> values) {
        long count = 0;
        for (int i = 1; i < values.size(); i++) {
            count += values.get(i) < values.get(i - 1) ? 1 : 0;
        }
        return count;
    }

    private static void print(final String format, final Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }
}
