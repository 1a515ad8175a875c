package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control socket over its wire, with commands of the test's own. */
@Tag("once")
@Timeout(60)
class ControlServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OK = "{\"status\":\"ok\"}";

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory(ControlCounter.values());
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private ControlServer server;

    /** A command made of its body. */
    private record Command(String name, boolean isLong, Set<String> arguments, Body body) implements ControlCommand {

        interface Body {
            Iterator<ObjectNode> run(JsonNode request) throws InterruptedException;
        }

        @Override
        public Iterator<ObjectNode> run(final JsonNode request) {
            try {
                return body.run(request);
            } catch (final InterruptedException ending) {
                throw new ControlException("the engine is ending", ending);
            }
        }
    }

    /** One connection, as a program in any language would have it. */
    private final class Client implements AutoCloseable {

        private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

        Client() throws IOException {
            channel.connect(UnixDomainSocketAddress.of(server.path()));
        }

        Client send(final String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return this;
        }

        /** The next line; empty at the end of the stream. */
        String line() throws IOException {
            final StringBuilder line = new StringBuilder();
            final ByteBuffer next = ByteBuffer.allocate(1);
            while (channel.read(next) > 0 && next.get(0) != '\n') {
                line.append((char) next.get(0));
                next.clear();
            }
            return line.toString();
        }

        /** Everything to the end of the stream. */
        List<String> rest() throws IOException {
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @AfterEach
    void close() {
        mayEnd.countDown();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldAnswerWithRowsAndAStatus() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("{\"command\":\"count\",\"to\":2}\n");
            assertThat(client.line()).isEqualTo("{\"number\":0}");
            assertThat(client.line()).isEqualTo("{\"number\":1}");
            assertThat(client.line()).isEqualTo(OK);
        }
    }

    @Test
    void shouldAnswerOneRequestAfterTheOther() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("{\"command\":\"count\",\"to\":1}\n{\"command\":\"count\",\"to\":0}\n{\"comm");
            assertThat(List.of(client.line(), client.line(), client.line())).containsExactly("{\"number\":0}", OK, OK);
            client.send("and\":\"count\"}\n");
            assertThat(client.line()).isEqualTo(OK);
        }
        assertThat(counters.read(ControlCounter.REQUESTS)).isEqualTo(3);
    }

    @Test
    void shouldAnswerAsManyRequestsAsComeAtOnce() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("{}\n".repeat(20_000)).channel.shutdownOutput();
            assertThat(client.rest()).hasSize(20_000);
        }
    }

    @Test
    void shouldAnswerAClientThatHasShutItsSideDown() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("{\"command\":\"count\",\"to\":1}").channel.shutdownOutput();
            assertThat(client.rest()).containsExactly("{\"number\":0}", OK);
        }
    }

    @Test
    void shouldHandALongAnswerToAReaderWhoStopsForAWhile() throws IOException {
        serve(PATIENCE);
        try (Client slow = new Client();
                Client other = new Client()) {
            slow.send("{\"command\":\"count\",\"to\":200000}\n");
            assertThat(slow.line()).isEqualTo("{\"number\":0}");
            other.send("{\"command\":\"count\"}\n");
            assertThat(other.line()).as("beside it").isEqualTo(OK);
            slow.channel.shutdownOutput();
            assertThat(slow.rest()).hasSize(200_000).endsWith("{\"number\":199999}", OK);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"command\":\"cuont\"}           ~ there is no command \\\"cuont\\\" (did you mean count?)",
                "{\"command\":\"zzz\"}             ~ "
                        + "there is no command \\\"zzz\\\" (known: break, count, refuse, wait)",
                "{\"command\":\"a\\u001b[2J\"}     ~ "
                        + "there is no command \\\"a\\\\x1b[2J\\\" (known: break, count, refuse, wait)",
                "{\"command\":7}                   ~ the request names no command (known: break, count, refuse, wait)",
                "{\"command\":\"count\",\"ot\":1}  ~ the command count has no argument \\\"ot\\\" (did you mean to?)",
                "{\"command\":\"wait\",\"to\":1}   ~ the command wait has no argument \\\"to\\\"",
                "{\"command\":\"refuse\"}          ~ not today",
                "nonsense                          ~ "
                        + "the request is no JSON object in one line, such as {\\\"command\\\":\\\"queries\\\"}",
                "[1]                               ~ "
                        + "the request is no JSON object in one line, such as {\\\"command\\\":\\\"queries\\\"}",
                "{}{}                              ~ "
                        + "the request is no JSON object in one line, such as {\\\"command\\\":\\\"queries\\\"}",
            })
    void shouldSayWhatIsWrongWithARequestAndTakeTheNext(final String request, final String error) throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send(request.strip() + "\n{\"command\":\"count\"}\n");
            assertThat(client.line()).isEqualTo("{\"status\":\"failed\",\"error\":\"" + error.strip() + "\"}");
            assertThat(client.line()).isEqualTo(OK);
        }
        assertThat(counters.read(ControlCounter.REQUESTS_FAILED)).isEqualTo(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldReportAFaultOfACommandAndServeOn() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("{\"command\":\"break\"}\n{\"command\":\"count\"}\n");
            assertThat(client.line())
                    .startsWith("{\"status\":\"failed\",\"error\":\"the engine is at fault (java.lang");
            assertThat(client.line()).isEqualTo(OK);
        }
        assertThat(faults).singleElement().isInstanceOf(UnsupportedOperationException.class);
        faults.clear();
    }

    @Test
    void shouldEndAConnectionWhoseRequestIsTooLong() throws IOException {
        serve(PATIENCE);
        try (Client client = new Client()) {
            client.send("x".repeat(ControlLine.MAX_REQUEST));
            assertThat(client.rest())
                    .containsExactly("{\"status\":\"failed\",\"error\":\"the request is longer than 65536 bytes\"}");
        }
    }

    @Test
    void shouldTakeTheLongestRequest() throws IOException {
        serve(PATIENCE);
        final String request = "{\"command\":\"count\"}";
        try (Client client = new Client()) {
            client.send(request + " ".repeat(ControlLine.MAX_REQUEST - 1 - request.length()) + "\n");
            assertThat(client.line()).isEqualTo(OK);
        }
    }

    @Test
    void shouldAnswerOthersWhileALongCommandRuns() throws Exception {
        serve(PATIENCE);
        try (Client waiting = new Client();
                Client other = new Client()) {
            waiting.send("{\"command\":\"wait\"}\n");
            isRunning.await();
            other.send("{\"command\":\"count\"}\n{\"command\":\"wait\"}\n");
            assertThat(other.line()).isEqualTo(OK);
            assertThat(other.line()).contains("the engine is busy with the command wait; ask again when it is done");
            mayEnd.countDown();
            assertThat(waiting.line()).isEqualTo(OK);
            other.send("{\"command\":\"wait\"}\n");
            assertThat(other.line()).as("once it is done").isEqualTo(OK);
        }
    }

    @Test
    void shouldNotEndAClientForTheTimeItsCommandTakes() throws Exception {
        serve(Duration.ofMillis(50));
        try (Client waiting = new Client();
                Client silent = new Client()) {
            waiting.send("{\"command\":\"wait\"}\n");
            assertThat(silent.rest()).as("beside it a silent one is ended").isEmpty();
            mayEnd.countDown();
            assertThat(waiting.line()).isEqualTo(OK);
        }
        assertThat(counters.read(ControlCounter.CLIENTS_EXPIRED)).isPositive();
    }

    @Test
    void shouldEndAClientThatSendsItsRequestTooSlowly() throws IOException {
        serve(Duration.ofMillis(100));
        try (Client slow = new Client()) {
            assertThatThrownBy(() -> {
                        while (true) {
                            slow.send("x");
                            LockSupport.parkNanos(5_000_000);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(counters.read(ControlCounter.CLIENTS_EXPIRED)).isEqualTo(1);
        }
    }

    @Test
    void shouldEndAClientThatDoesNotReadItsAnswer() throws IOException {
        serve(Duration.ofMillis(50));
        try (Client slow = new Client()) {
            slow.send("{\"command\":\"count\",\"to\":1000000}\n");
            await(ControlCounter.CLIENTS_EXPIRED, 1);
            assertThat(slow.rest()).doesNotContain(OK);
        }
    }

    @Test
    void shouldRefuseClientsBeyondTheBoundAndServeAgainWhenOneHasGone() throws IOException {
        serve(PATIENCE);
        final List<Client> clients = new ArrayList<>();
        for (int i = 0; i < ControlServer.MAX_CLIENTS; i++) {
            clients.add(new Client());
        }
        await(ControlCounter.CLIENTS, ControlServer.MAX_CLIENTS);
        try (Client beyond = new Client()) {
            assertThat(beyond.line()).contains("16 clients are connected to " + server.path() + " already");
        }
        clients.remove(0).close();
        await(ControlCounter.CLIENTS, ControlServer.MAX_CLIENTS - 1);
        try (Client next = new Client()) {
            next.send("{\"command\":\"count\"}\n");
            assertThat(next.line()).isEqualTo(OK);
        }
        for (final Client client : clients) {
            client.close();
        }
        assertThat(counters.read(ControlCounter.CLIENTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldTellAWaitingClientThatTheEngineEnds() throws Exception {
        serve(PATIENCE);
        try (Client waiting = new Client()) {
            waiting.send("{\"command\":\"wait\"}\n");
            isRunning.await();
            server.close();
            assertThat(waiting.rest()).containsExactly("{\"status\":\"failed\",\"error\":\"the engine is ending\"}");
        }
    }

    @Test
    void shouldLetOwnerAndGroupUseItAndRemoveItAtTheEnd() throws IOException {
        serve(PATIENCE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.path())))
                .isEqualTo("rw-rw----");
        server.close();
        assertThat(server.path()).doesNotExist();
        assertThat(faults).isEmpty();
    }

    /** The group is this user's own; who asks is another user, who could open the file. */
    @ParameterizedTest
    @CsvSource({"--clear-groups, false", "--groups=root, true"})
    void shouldServeOnlyTheGroupWhateverTheModeOfTheFile(final String groups, final boolean isServed) throws Exception {
        assumeTrue(Files.getOwner(folder).getName().equals("root"), "root alone becomes another user");
        serve(PATIENCE, "root");
        for (Path up = folder; up != null; up = up.getParent()) {
            if (up.equals(folder)) {
                Files.setPosixFilePermissions(up, PosixFilePermissions.fromString("rwxr-x--x"));
            }
            assumeTrue(
                    Files.getPosixFilePermissions(up).contains(PosixFilePermission.OTHERS_EXECUTE),
                    "another user may not come to " + up);
        }
        Files.setPosixFilePermissions(server.path(), PosixFilePermissions.fromString("rw-rw-rw-"));

        final Process other = new ProcessBuilder(
                        "setpriv",
                        "--reuid=nobody",
                        "--regid=nogroup",
                        groups,
                        "perl",
                        "-MIO::Socket::UNIX",
                        "-e",
                        "$SIG{PIPE} = 'IGNORE'; $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!;"
                                + " print $s qq({\"command\":\"refuse\"}\\n); print scalar <$s>",
                        server.path().toString())
                .redirectErrorStream(true)
                .start();
        final String answer = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(counters.read(ControlCounter.CLIENTS_DENIED)).isEqualTo(isServed ? 0 : 1);
        assertThat(answer)
                .isEqualTo("{\"status\":\"failed\",\"error\":\""
                        + (isServed ? "not today" : "user nobody is not in the group root (leela.group)") + "\"}\n");
    }

    private void serve(final Duration patience) throws IOException {
        serve(patience, "");
    }

    private void serve(final Duration patience, final String group) throws IOException {
        server = new ControlServer(
                folder.resolve("control"),
                group,
                List.of(
                        new Command("count", false, Set.of("to"), ControlServerTest::count),
                        new Command("wait", true, Set.of(), request -> {
                            isRunning.countDown();
                            mayEnd.await();
                            return Collections.emptyIterator();
                        }),
                        new Command("refuse", false, Set.of(), request -> {
                            throw new ControlException("not today");
                        }),
                        new Command("break", false, Set.of(), request -> {
                            throw new UnsupportedOperationException("on purpose");
                        })),
                patience,
                new ReceiverContext(new SystemClock(), counters, faults::add));
        server.start();
    }

    private static Iterator<ObjectNode> count(final JsonNode request) {
        return IntStream.range(0, request.path("to").asInt())
                .mapToObj(number -> ControlLine.object().put("number", number))
                .iterator();
    }

    private void await(final ControlCounter counter, final long value) {
        while (counters.read(counter) != value) {
            Thread.onSpinWait();
        }
    }
}
