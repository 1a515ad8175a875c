package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import leela.adapters.chat.ChatCounter;
import leela.adapters.xmpp.Ejabberd;
import leela.adapters.xmpp.XmppCounter;
import leela.engine.counters.EngineCounter;
import leela.engine.spi.Directory.Entry;
import leela.ops.admin.QueriesControl;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * People who talk with the engine over a real ejabberd, with a client of another hand; each answer is compared whole.
 */
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ChatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEELA = "leela@localhost";
    private static final String ROOM = "ops@conference.localhost";
    private static final String ODD = "z\u00fc+=~(x)!#";
    private static final String ALICE = "alice@localhost";

    @TempDir
    private static Path folder;

    private static Ejabberd server;
    private static RunningService engine;
    private static ChatClient alice;
    private static ChatClient bob;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled())
                .as("ejabberd and slixmpp are installed")
                .isTrue();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "alice", "bob", ODD, "eve")).start();
        engine = RunningService.in(
                folder,
                toml(
                        folder,
                        server,
                        "xmpp.rooms = [\"" + ROOM + "\"]\nxmpp.messages_per_minute = 1000\n"
                                + "xmpp.allow = [\"alice@localhost\", \"bob@localhost\", \"" + ODD
                                + "@localhost\"]\n"));
        alice = new ChatClient(folder, server, "alice");
        bob = new ChatClient(folder, server, "bob");
        RunningService.await("login", () -> engine.read(XmppCounter.LOGINS) == 1);
    }

    @AfterAll
    static void stop() {
        for (final AutoCloseable part : new AutoCloseable[] {alice, bob, engine, server}) {
            close(part);
        }
    }

    /** The engine's section for this server. */
    static String toml(final Path folder, final Ejabberd server, final String more) throws IOException {
        final Path password = Files.writeString(folder.resolve("password"), "leela\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        return "xmpp.enabled = true\nxmpp.port = " + server.tlsPort() + "\nxmpp.password_file = \"" + password
                + "\"\nxmpp.certificate = \"" + server.certificate() + "\"\n" + more;
    }

    @Test
    @Order(1)
    void shouldAcceptASubscriptionAndSubscribeBack() throws IOException, InterruptedException {
        alice.subscribeTo(LEELA);

        alice.awaitPresence("subscribe " + LEELA);
        alice.awaitPresence("available " + LEELA);
    }

    @Test
    @Order(2)
    void shouldStartAQuerySendItsEventsListAndEndIt() throws IOException, InterruptedException {
        final String key = new Entry("[> 90]", "^web", ALICE).key();
        final String debug = "{\"request\": {\"cmd\": \"SELECT [> 90] FROM ^web;\", \"key\": \"" + key + "\"}}";

        assertAnswer(
                alice,
                "SELECT [> 90] FROM ^web;",
                "{\"status\": 200, \"results\": {\"key\": \"" + key + "\", \"series\": 0}, \"debug\": " + debug + "}");
        assertAnswer(
                alice,
                "select [> 90]  from ^web ;",
                "{\"status\": 200, \"results\": {\"key\": \"" + key + "\", \"series\": 0}, \"debug\": " + debug + "}");

        engine.sendUdp("gauge 4|web1 91.5 1365500000.25; gauge 4|web1 12 1365500001.0; gauge 3|db1 99 1365500001.0; "
                + "gauge 4|web2 100 1365500002.0;");
        assertThat(alice.next().json()).isEqualTo(event("web1", "91.5", "1365500000.25", debug));
        assertThat(alice.next().json()).isEqualTo(event("web2", "100.0", "1365500002", debug));

        assertThat(alice.ask(LEELA, "SELECT [> 90] FROM ^web;")
                        .path("results")
                        .path("series")
                        .asInt())
                .isEqualTo(2);
        assertAnswer(
                alice,
                "SELECT * FROM leela.xmpp;",
                "{\"status\": 200, \"results\": [{\"key\": \"" + key
                        + "\", \"cmd\": \"SELECT [> 90] FROM ^web;\"}], \"debug\": {\"request\": \"SELECT * "
                        + "FROM leela.xmpp;\"}}");
        assertAnswer(
                bob,
                "SELECT * FROM leela.xmpp;",
                "{\"status\": 200, \"results\": [], \"debug\": {\"request\": \"SELECT * FROM leela.xmpp;\"}}");

        RunningService.await(
                "leela queries",
                () -> QueriesControl.ask(engine.config().leela()).stream()
                        .anyMatch(query -> query.owner().equals(ALICE) && query.eventsOut() == 2));

        final String delete = "DELETE FROM leela.xmpp WHERE key=" + key + ";";
        assertAnswer(
                bob,
                delete,
                "{\"status\": 403, \"reason\": \"forbidden\", \"debug\": {\"request\": \"" + delete
                        + "\", \"message\": \"This query is another user's.\"}}");
        assertAnswer(
                alice,
                delete,
                "{\"status\": 200, \"results\": {\"key\": \"" + key + "\"}, \"debug\": {\"request\": \"" + delete
                        + "\"}}");
        assertAnswer(
                alice,
                delete,
                "{\"status\": 404, \"reason\": \"not found\", \"debug\": {\"request\": \"" + delete
                        + "\", \"message\": \"There is no query with this key.\"}}");
    }

    @Test
    @Order(3)
    void shouldEndAllQueriesOfOneUser() throws IOException, InterruptedException {
        bob.ask(LEELA, "SELECT id FROM bob;");
        alice.ask(LEELA, "SELECT id FROM x1;");
        alice.ask(LEELA, "SELECT id FROM x2;");
        final List<String> keys =
                List.of(new Entry("id", "x1", ALICE).key(), new Entry("id", "x2", ALICE).key()).stream()
                        .sorted()
                        .toList();

        assertAnswer(
                alice,
                "DELETE FROM leela.xmpp;",
                "{\"status\": 200, \"results\": [{\"key\": \"" + keys.get(0) + "\"}, {\"key\": \"" + keys.get(1)
                        + "\"}], \"debug\": {\"request\": \"DELETE FROM leela.xmpp;\"}}");
        assertThat(bob.ask(LEELA, "SELECT * FROM leela.xmpp;").path("results")).hasSize(1);
        assertThat(alice.ask(LEELA, "SELECT * FROM leela.xmpp;").path("results"))
                .isEmpty();
    }

    @Test
    @Order(4)
    void shouldSayWhatIsWrongWithACommand() throws IOException, InterruptedException {
        assertAnswer(
                alice,
                "hello",
                "{\"status\": 400, \"reason\": \"parse error\", \"debug\": {\"request\": \"hello\", "
                        + "\"message\": \"column 1: expected SELECT, RECORD SELECT, "
                        + "cold SELECT or DELETE, found 'hello'\"}}");
        assertAnswer(
                alice,
                "SELECT id FROM x",
                "{\"status\": 400, \"reason\": \"parse error\", \"debug\": {\"request\": "
                        + "\"SELECT id FROM x\", \"message\": \"column 17: expected ';', found the end\"}}");
        assertAnswer(
                alice,
                "SELECT (+ x) FROM x;",
                "{\"status\": 500, \"reason\": \"bad command\", \"debug\": {\"request\": "
                        + "\"SELECT (+ x) FROM x;\", \"message\": \"column 11: expected a number, found 'x'\"}}");
        assertThat(alice.ask(LEELA, "SELECT id FROM ((x;").path("status").asInt())
                .isEqualTo(500);
        assertThat(alice.ask(LEELA, "SELECT * FROM leela.xmpp;").path("results"))
                .isEmpty();
    }

    @Test
    @Order(5)
    void shouldBearStrangersOddNamesLongBodiesAndEvilRegexes() throws IOException, InterruptedException {
        try (ChatClient eve = new ChatClient(folder, server, "eve");
                ChatClient odd = new ChatClient(folder, server, ODD)) {
            assertThat(eve.ask(LEELA, "SELECT id FROM x;").path("status").asInt())
                    .isEqualTo(403);
            final JsonNode answer = odd.ask(LEELA, "SELECT id FROM nothing;");
            assertThat(answer.path("results").path("key").asText())
                    .as("%s", answer)
                    .isEqualTo(new Entry("id", "nothing", ODD + "@localhost").key());
        }
        assertThat(alice.ask(LEELA, "SELECT id FROM " + "a".repeat(65_536) + ";")
                        .path("status")
                        .asInt())
                .isEqualTo(413);
        assertThat(alice.ask(LEELA, "SELECT id FROM (x+x+)+y;").path("status").asInt())
                .isEqualTo(200);
        engine.sendUdp("gauge 1000|" + "x".repeat(1000) + " 1 1365500000.0; gauge 3|xxy 2 1365500000.0;");
        assertThat(alice.next().json().path("name").asText()).isEqualTo("xxy");
        alice.ask(LEELA, "DELETE FROM leela.xmpp;");
    }

    @Test
    @Order(6)
    void shouldAnswerInARoomWhenAddressed() throws IOException, InterruptedException {
        alice.join(ROOM + "/alice");
        alice.awaitPresence("available " + ROOM);

        alice.sayInRoom(ROOM, "good morning");
        alice.sayInRoom(ROOM, "leela: SELECT id FROM ^room;");

        assertThat(alice.next().body()).isEqualTo("good morning");
        assertThat(alice.next().body()).isEqualTo("leela: SELECT id FROM ^room;");
        final ChatClient.Received answer = alice.next();
        assertThat(answer.type()).isEqualTo("groupchat");
        assertThat(answer.sender()).isEqualTo(ROOM + "/leela");
        assertThat(answer.json().path("results").path("key").asText()).isEqualTo(new Entry("id", "^room", ROOM).key());

        engine.sendUdp("gauge 5|room1 1 1365500000.0;");
        final ChatClient.Received event = alice.next();
        assertThat(event.type()).isEqualTo("groupchat");
        assertThat(event.json().path("name").asText()).isEqualTo("room1");
    }

    @Test
    @Order(7)
    void shouldRefuseWhatIsSaidAsideInARoom() throws IOException, InterruptedException {
        alice.say(ROOM + "/leela", "SELECT id FROM ^aside;");

        final ChatClient.Received answer = alice.next();
        assertThat(answer.sender()).isEqualTo(ROOM + "/leela");
        assertThat(answer.type()).isEqualTo("chat");
        assertThat(answer.json().path("status").asInt()).isEqualTo(403);
        assertThat(answer.json().path("debug").path("message").asText()).startsWith("In a private message of a room ");
        assertThat(engine.read(EngineCounter.QUERIES)).isEqualTo(3); // the room's, bob's and odd's
    }

    @Test
    @Order(8)
    void shouldReplaceTheQueryOfACorrectedMessage() throws IOException, InterruptedException {
        alice.say(LEELA, "SELECT id FROM ^wbe;", "m1", "");
        final String wrong = alice.next().json().path("results").path("key").asText();
        alice.say(LEELA, "SELECT id FROM ^web;", "m2", "m1");

        assertThat(alice.next().json().path("results").path("replaced").asText())
                .isEqualTo(wrong);
        final JsonNode left = alice.ask(LEELA, "SELECT * FROM leela.xmpp;").path("results");
        assertThat(left)
                .singleElement()
                .satisfies(query -> assertThat(query.path("cmd").asText()).isEqualTo("SELECT id FROM ^web;"));
        alice.ask(LEELA, "DELETE FROM leela.xmpp;");
    }

    @Test
    @Order(9)
    void shouldTellThatItIsLoggedInAndHasItsQueries() throws IOException, InterruptedException {
        final HttpResponse<String> ready = readiness(engine);

        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"xmpp\":\"logged in as leela@localhost since 20", "\"directory\":\"in step since 20");
    }

    static HttpResponse<String> readiness(final RunningService engine) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port("http") + "/readyz"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(10)
    void shouldHaveSentEverythingOnce() {
        RunningService.await("acknowledgements", () -> engine.read(XmppCounter.UNACKNOWLEDGED) == 0);

        assertThat(engine.read(XmppCounter.RESENT)).isZero();
        assertThat(engine.read(ChatCounter.HELD_BACK)).isZero();
        assertThat(engine.read(XmppCounter.RECEIPTS)).isPositive();
    }

    private static void assertAnswer(final ChatClient client, final String command, final String json)
            throws IOException, InterruptedException {
        assertThat(client.ask(LEELA, command)).isEqualTo(JSON.readTree(json));
    }

    private static JsonNode event(final String name, final String value, final String timestamp, final String debug)
            throws IOException {
        final String fields = "\"name\": \"" + name + "\", \"value\": " + value + ", \"timestamp\": " + timestamp;
        return JSON.readTree("{\"status\": 200, \"results\": {\"event\": {" + fields + "}}, " + fields + ", \"debug\": "
                + debug + "}");
    }

    private static void close(final AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (final Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
