package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.http.HttpCounter;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole engine, in a process of its own with a small heap, before more clients than that carries. */
@Timeout(120)
class SmallHeapTest {

    private static final int CLIENTS = 600;
    private static final int BODIES = 100;
    private static final int BODY = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnWithTheClientsItHasMemoryFor() throws Exception {
        final List<ProcClient> clients = new ArrayList<>();
        try (EngineProcess engine = new EngineProcess(folder, "", "-Xmx64m")) {
            final Counters counters = CountersFile.open(CountersFile.in(folder.resolve("leela-data")));
            for (int i = 0; i < CLIENTS; i++) {
                follow(clients);
            }
            assertThat(clients).hasSizeBetween(300, CLIENTS - 1);
            assertThat(counters.read(ProcCounter.CLIENTS_UNAFFORDABLE)).isEqualTo(CLIENTS - clients.size());

            engine.sendUdp("gauge 4|seen 1.5 1365500000.0;");
            for (final ProcClient client : clients) {
                assertThat(client.next().value()).isEqualTo(1.5);
            }
            RunningService.await("the batcher", () -> counters.read(EngineCounter.HISTORY_READ) > 0);
            for (final ProcClient client : clients) {
                client.close();
            }
            RunningService.await("their memory", () -> counters.read(ProcCounter.MEMORY) == 0);
            assertThat(Files.readString(folder.resolve("leela.log"))).doesNotContain("OutOfMemoryError");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/k", "GET /healthz", "OPTIONS /v1/k"})
    void shouldOutliveBodiesThatAreNeverWhole(final String request) throws Exception {
        final List<Socket> clients = new ArrayList<>();
        try (EngineProcess engine = new EngineProcess(folder, "", "-Xmx64m")) {
            for (int i = 0; i < BODIES; i++) {
                clients.add(sendAllButTheEnd(engine, request));
            }
            assertThat(statusOfHealth(engine)).contains(" 200 ");
            for (final Socket client : clients) {
                client.close();
            }
            final Counters counters = CountersFile.open(CountersFile.in(folder.resolve("leela-data")));
            RunningService.await("their memory", () -> counters.read(HttpCounter.MEMORY) == 0);
            assertThat(Files.readString(folder.resolve("leela.log"))).doesNotContain("OutOfMemoryError");
        }
    }

    /** A client that is refused may see the end of its connection while it sends. */
    private static Socket sendAllButTheEnd(final EngineProcess engine, final String request) throws IOException {
        final Socket client = new Socket("127.0.0.1", engine.httpPort());
        final String head = request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY + "\r\n\r\n";
        try {
            client.getOutputStream().write((head + " ".repeat(BODY - 1)).getBytes(StandardCharsets.US_ASCII));
        } catch (final SocketException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
        return client;
    }

    private static String statusOfHealth(final EngineProcess engine) throws IOException {
        try (Socket client = new Socket("127.0.0.1", engine.httpPort())) {
            client.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private void follow(final List<ProcClient> clients) throws Exception {
        try {
            clients.add(ProcClient.start(folder.resolve("leela-data/run/dmproc-proc"), Program.parse("id", "^seen$")));
        } catch (final IOException refused) {
            assertThat(refused).hasMessageStartingWith("the engine refused the query");
        }
    }
}
