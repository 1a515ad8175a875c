package leela.ops.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.ring.Limits;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.opentsdb.PutCounter;
import leela.io.transport.tcp.TcpCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people send with: each is started beside a whole service, and what it sends is there. */
@Tag("once")
final class RealSendersTest {

    private static final String SETTINGS = """
            graphite.enabled = true
            graphite.port = 0
            graphite.pickle_port = 0
            opentsdb.enabled = true
            opentsdb.port = 0
            """;

    private static final String COLLECTD = """
            Hostname "testhost"
            BaseDir "@BASE@"
            PIDFile "@BASE@/pid"
            Interval 0.5
            LoadPlugin load
            LoadPlugin memory
            LoadPlugin write_graphite
            LoadPlugin write_tsdb
            <Plugin write_graphite>
              <Node "tcp">
                Host "127.0.0.1"
                Port "@TCP@"
                Protocol "tcp"
                UseTags true
                ReverseHost false
              </Node>
              <Node "udp">
                Host "127.0.0.1"
                Port "@UDP@"
                Protocol "udp"
                Prefix "udp."
              </Node>
            </Plugin>
            <Plugin write_tsdb>
              <Node>
                Host "127.0.0.1"
                Port "@TSDB@"
                HostTags "dc=fra1"
              </Node>
            </Plugin>
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeWhatCollectdsWritersSend() throws Exception {
        try (RunningService running = RunningService.in(folder, SETTINGS)) {
            final String conf = COLLECTD.replace("@BASE@", folder.toString())
                    .replace("@TCP@", Integer.toString(running.port("graphite")))
                    .replace("@UDP@", Integer.toString(running.port("graphite-udp")))
                    .replace("@TSDB@", Integer.toString(running.port("opentsdb")));
            final Process collectd = start("collectd", "-f", "-C", write("collectd.conf", conf));
            awaitBeside(
                    collectd,
                    () -> hasKeys(running, "load.load.midterm;", 1)
                            && hasKeys(running, "udp.testhost.load.load.midterm", 1)
                            && hasKeys(running, "load.load.midterm;dc=fra1;fqdn=testhost", 1));
            assertThat(keys(running, "load.load.midterm;"))
                    .anySatisfy(
                            key -> assertThat(key).contains(";host=testhost").contains(";plugin=load"));
            end(collectd);
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(running.read(PutCounter.RECEIVED)).isPositive();
            assertThat(running.read(TcpCounter.ACCEPTED)).isEqualTo(2);
        }
    }

    @Test
    void shouldTakeWhatARelaySends() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/carbon-c-relay")), "no carbon-c-relay here");
        try (RunningService running = RunningService.in(folder, SETTINGS)) {
            final int port = freePort();
            final String conf = "cluster leela forward 127.0.0.1:" + running.port("graphite") + ";\n"
                    + "match * send to leela stop;\n"
                    + "listen type linemode 127.0.0.1:" + port + " proto tcp;\n";
            final Process relay = start("carbon-c-relay", "-f", write("relay.conf", conf));
            RunningService.await("the relay to listen", () -> isOpen(port));
            final long nowS = System.currentTimeMillis() / 1000;
            try (Socket socket = new Socket("127.0.0.1", port)) {
                final StringBuilder lines = new StringBuilder();
                for (int i = 0; i < 1000; i++) {
                    lines.append("relayed.n")
                            .append(i)
                            .append(" 1.5 ")
                            .append(nowS)
                            .append('\n');
                }
                socket.getOutputStream().write(lines.toString().getBytes(UTF_8));
            }
            awaitBeside(relay, () -> hasKeys(running, "relayed.", 1000));
            end(relay);
            assertThat(running.read(GraphiteCounter.RECEIVED)).isGreaterThanOrEqualTo(1000);
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(valueOf(running, "relayed.n999")).isEqualTo(1.5);
        }
    }

    private String write(final String name, final String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Process start(final String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitBeside(final Process process, final BooleanSupplier condition) throws IOException {
        RunningService.await("what it sends", () -> condition.getAsBoolean() || !process.isAlive());
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("log")))
                .isTrue();
    }

    private static void end(final Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean hasKeys(final RunningService running, final String prefix, final int least) {
        return keys(running, prefix).size() >= least;
    }

    private static List<String> keys(final RunningService running, final String prefix) {
        return running
                .service()
                .history()
                .keys(new KeyFilter(prefix.getBytes(UTF_8), new byte[0]), new byte[0], 10_000)
                .keys()
                .stream()
                .map(key -> new String(key, UTF_8))
                .toList();
    }

    private static double valueOf(final RunningService running, final String key) {
        final double[] values = new double[1];
        try (History.Points points = running.service().history().points(key.getBytes(UTF_8), 0, Limits.MAX_TIME_NS)) {
            assertThat(points.read(new long[1], values)).isEqualTo(1);
        }
        return values[0];
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(final int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (final IOException notYet) {
            return false;
        }
    }
}
