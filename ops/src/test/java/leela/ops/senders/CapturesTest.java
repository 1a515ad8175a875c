package leela.ops.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.dmproc.language.Program;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.opentsdb.PutCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.transport.tcp.TcpCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real senders have sent, byte for byte, to a whole service over real sockets: each gives the points that {@code
 * captures.tsv} lists, which another program has made of the same bytes.
 */
@Tag("once")
final class CapturesTest {

    private static final String SETTINGS = """
            timeline.max_future = "36500d"
            timeline.clock = "1ms"
            graphite.enabled = true
            graphite.port = 0
            graphite.pickle_port = 0
            opentsdb.enabled = true
            opentsdb.port = 0
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeWhatRealSendersSend() throws Exception {
        final Map<String, List<String>> expected = expected();
        assertThat(expected).hasSize(15);
        try (RunningService running = RunningService.in(folder, SETTINGS);
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parse("proc match 9|^[^l]|^lo id;".getBytes(UTF_8)))) {
            for (final Map.Entry<String, List<String>> capture : expected.entrySet()) {
                send(running, capture.getKey());
                final List<String> points = new ArrayList<>();
                for (int i = 0; i < capture.getValue().size(); i++) {
                    points.add(line(query.next()));
                }
                assertThat(points).as(capture.getKey()).containsExactlyInAnyOrderElementsOf(capture.getValue());
            }
            RunningService.await("all connections to end", () -> running.read(TcpCounter.CONNECTIONS) == 0);
            assertThat(running.read(GraphiteCounter.RECEIVED) + running.read(PutCounter.RECEIVED))
                    .isEqualTo(expected.values().stream().mapToInt(List::size).sum());
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(running.imbalance()).isZero();
        }
    }

    private static void send(final RunningService running, final String capture) throws IOException {
        final byte[] bytes = resource(capture);
        if (capture.endsWith(".dgram.bin")) {
            running.sendUdp("graphite-udp", bytes);
            return;
        }
        try (Socket socket = new Socket("127.0.0.1", running.port(listener(capture)))) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            // nothing is said, and the connection ends when the sender ends it
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static String listener(final String capture) {
        if (capture.contains("pickle")) {
            return "pickle";
        }
        return capture.contains("tsdb") ? "opentsdb" : "graphite";
    }

    private static String line(final Event event) {
        return new String(event.key(), UTF_8) + "\t" + event.value() + "\t" + event.timeNs();
    }

    /** By capture: key, value and time of each point. */
    private static Map<String, List<String>> expected() throws IOException {
        final Map<String, List<String>> expected = new TreeMap<>();
        for (final String row : new String(resource("captures.tsv"), UTF_8).split("\n")) {
            if (!row.startsWith("#")) {
                final String[] columns = row.split("\t");
                expected.computeIfAbsent(columns[0], any -> new ArrayList<>())
                        .add(columns[1] + "\t" + number(columns[2]) + "\t" + columns[3] + "000000000");
            }
        }
        return expected;
    }

    private static double number(final String text) {
        return text.equals("nan") ? Double.NaN : Double.parseDouble(text);
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream resource = CapturesTest.class.getResourceAsStream(name)) {
            return resource.readAllBytes();
        }
    }
}
