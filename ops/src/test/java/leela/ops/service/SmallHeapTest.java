package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.http.HttpCounter;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import leela.io.transport.unix.DatabusClient;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole engine, in a process of its own with a small heap, before more than that carries. */
@Tag("slow")
@Tag("once")
@Timeout(120)
class SmallHeapTest {

    private static final int CLIENTS = 600;
    private static final int FIRST_SECOND = 1_365_500_000;
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration FLOOD = Duration.ofSeconds(10);
    private static final int PAUSES = 3;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration MOST_WAIT = Duration.ofMillis(100);
    private static final Duration END = Duration.ofSeconds(10);
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
            assertThat(clients).hasSizeBetween(150, CLIENTS - 1);
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

    @Test
    void shouldServeOthersWhileKeysFloodIt() throws Exception {
        final Path data = folder.resolve("leela-data");
        try (EngineProcess engine = new EngineProcess(folder, "engine.max_new_series = 10000000", "-Xmx256m");
                DatabusClient databus = new DatabusClient(data.resolve("run/timeline-databus"));
                ProcClient follower =
                        ProcClient.start(data.resolve("run/dmproc-proc"), Program.parse("id", "^innocent$"))) {
            final Counters counters = CountersFile.open(CountersFile.in(data));
            final Innocent innocent = new Innocent(engine, databus, follower);
            innocent.ask();
            // where the machine has much else to do, that is not the flood's fault
            final Duration quiet = innocent.p99(QUIET);
            final KeyFlood flood = new KeyFlood(engine.udp());
            try (flood) {
                flood.start();
                assertThat(innocent.p99(FLOOD)).isLessThan(MOST_WAIT.plus(quiet.multipliedBy(5)));
                RunningService.await("the bound", () -> counters.read(EngineCounter.REJECTED_CARDINALITY) > 0);
            }
            assertThat(counters.read(EngineCounter.SERIES_BYTES))
                    .isLessThanOrEqualTo(counters.read(EngineCounter.SERIES_MOST_BYTES));
            assertThat(engine.end(END)).isZero();
            assertThat(residual(counters)).isZero();
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

    private static long residual(final Counters counters) {
        return counters.sum("metrics.received")
                - counters.sum("metrics.rejected")
                - counters.sum("metrics.dropped")
                - counters.sum("metrics.absorbed")
                - counters.sum("metrics.emitted");
    }

    /** Someone who sends one series again and again. */
    private static final class Innocent {
        private final EngineProcess engine;
        private final DatabusClient databus;
        private final ProcClient follower;
        private final HttpClient http = HttpClient.newHttpClient();
        private long sent;

        Innocent(final EngineProcess engine, final DatabusClient databus, final ProcClient follower) {
            this.engine = engine;
            this.databus = databus;
            this.follower = follower;
        }

        /**
         * What one ask in a hundred takes longer than, asked again and again for so long. Where the machine lets few
         * through, one in a hundred is none: then the collector's pauses, two or three in that time, would be all.
         */
        Duration p99(final Duration length) throws Exception {
            final List<Long> waits = new ArrayList<>();
            final long endNs = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < endNs) {
                waits.add(ask());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            waits.sort(Comparator.naturalOrder());
            final int slow = Math.max(PAUSES, waits.size() / 100);
            return Duration.ofNanos(waits.get(Math.max(0, waits.size() - 1 - slow)));
        }

        /** How long a metric takes to a query and back, or the engine to say that it is alive, whichever is longer. */
        long ask() throws Exception {
            final long beforeNs = System.nanoTime();
            databus.send(("gauge 8|innocent " + ++sent + ' ' + (FIRST_SECOND + sent) + ';')
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(follower.next().value()).isEqualTo(sent);
            final long sentNs = System.nanoTime();
            final HttpRequest healthz = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + engine.httpPort() + "/healthz"))
                    .build();
            assertThat(http.send(healthz, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            return Math.max(sentNs - beforeNs, System.nanoTime() - sentNs);
        }
    }

    /** Sends metrics of keys of a thousand bytes, each of them new. Thread: its own. */
    private static final class KeyFlood implements AutoCloseable {
        private static final int BURST = 100;
        private static final long BURST_NS = 5_000_000;

        private final InetSocketAddress to;
        private final Thread thread = new Thread(this::run);
        private volatile boolean isOver;

        KeyFlood(final InetSocketAddress to) {
            this.to = to;
        }

        void start() {
            thread.start();
        }

        private void run() {
            final byte[] datagram = ("gauge 1000|" + "k".repeat(1000) + " 1.5 " + FIRST_SECOND + ';')
                    .getBytes(StandardCharsets.US_ASCII);
            final UnsafeBuffer bytes = new UnsafeBuffer(datagram);
            try (DatagramSocket socket = new DatagramSocket()) {
                for (int i = 0; !isOver; i++) {
                    bytes.putNaturalPaddedIntAscii(20, 10, i);
                    socket.send(new DatagramPacket(datagram, datagram.length, to));
                    if (i % BURST == 0) {
                        LockSupport.parkNanos(BURST_NS);
                    }
                }
            } catch (final IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void close() {
            isOver = true;
            try {
                thread.join();
            } catch (final InterruptedException timedOut) {
                Thread.currentThread().interrupt();
            }
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
