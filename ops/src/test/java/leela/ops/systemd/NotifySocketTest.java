package leela.ops.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import leela.ops.cli.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** What a service manager hears of a real engine, from its start to its end. */
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class NotifySocketTest {

    private static final int LONGEST = 4096;
    private static final int PATIENCE_MS = 60_000;

    @TempDir
    private Path folder;

    private AFUNIXDatagramSocket manager;
    private Process engine;

    @BeforeEach
    void bind() throws IOException {
        manager = AFUNIXDatagramSocket.newInstance();
        manager.bind(AFUNIXSocketAddress.of(folder.resolve("notify")));
        manager.setSoTimeout(PATIENCE_MS);
    }

    @AfterEach
    void end() throws IOException {
        if (engine != null) {
            engine.destroyForcibly();
        }
        manager.close();
    }

    @Test
    void shouldTellThatItServesThatItLivesAndThatItEnds() throws Exception {
        start("WATCHDOG_USEC", "100000");

        assertThat(next()).startsWith("READY=1\n");
        assertThat(next()).isEqualTo("WATCHDOG=1");
        assertThat(next()).isEqualTo("WATCHDOG=1");
        engine.destroy();
        assertThat(nextOtherThanAlive()).isEqualTo("STOPPING=1");
        assertThat(engine.waitFor()).isZero();
    }

    /** The kernel keeps net.unix.max_dgram_qlen datagrams that nobody reads, and makes the next sender wait. */
    @Test
    void shouldNotWaitForAManagerThatDoesNotRead() throws Exception {
        final NotifySocket socket =
                NotifySocket.of(Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()), 1);

        CompletableFuture.runAsync(() -> IntStream.range(0, 2_000).forEach(unused -> socket.alive()))
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS);

        assertThat(next()).as("what there was room for").isEqualTo("WATCHDOG=1");
    }

    @Test
    void shouldReadItsConfigurationAgainWhenAsked() throws Exception {
        assumeThat(isHangUpIgnored()).as("nohup").isFalse();
        start("WATCHDOG_USEC", "");
        assertThat(next()).startsWith("READY=1\n");

        Files.writeString(config(), "http.max_body = \"2MiB\"\ntimeline.ttl = \"2h\"\n" + Files.readString(config()));
        signal("HUP");
        assertThat(next()).startsWith("RELOADING=1\nMONOTONIC_USEC=");
        assertThat(next()).startsWith("READY=1\n");

        Files.writeString(config(), "nothing = 1\n");
        signal("HUP");
        assertThat(next()).startsWith("RELOADING=1\n");
        assertThat(next()).startsWith("READY=1\n");
        engine.destroy();
        assertThat(engine.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("log")))
                .contains("event=config_read changed=\"http.max_body, timeline.ttl\"")
                .contains("event=config_refused reason=\"" + config() + ":1: ");
    }

    /** A process that stands still is for the manager to end. */
    @Test
    void shouldTellNothingWhileItStandsStill() throws Exception {
        start("WATCHDOG_USEC", "100000");
        assertThat(next()).startsWith("READY=1\n");
        assertThat(next()).isEqualTo("WATCHDOG=1");

        signal("STOP");
        manager.setSoTimeout(500);
        int heard = 0;
        try {
            while (heard < 10) {
                next();
                heard++;
            }
        } catch (final IOException silence) {
            assertThat(heard).as("what was on its way").isLessThan(10);
        }
        manager.setSoTimeout(PATIENCE_MS);
        signal("CONT");

        assertThat(next()).isEqualTo("WATCHDOG=1");
    }

    /** A process that begins with the signal ignored, as under nohup, leaves it so; bit 0 stands for signal 1. */
    private static boolean isHangUpIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> line.matches(".*[13579bdf]"));
    }

    private void start(final String name, final String value) throws IOException {
        Files.writeString(config(), "udp.port = 0\ncollectd.port = 0\nhttp.port = 0\n");
        final ProcessBuilder launcher = Launcher.leela(folder, "run", "-c", config().toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("log").toFile());
        launcher.environment().put("LEELA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        launcher.environment().put("NOTIFY_SOCKET", folder.resolve("notify").toString());
        launcher.environment().put(name, value);
        engine = launcher.start();
    }

    private Path config() {
        return folder.resolve("leela.toml");
    }

    private void signal(final String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(engine.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String next() throws IOException {
        final ByteBuffer state = ByteBuffer.allocate(LONGEST);
        final java.net.DatagramPacket packet = new java.net.DatagramPacket(state.array(), LONGEST);
        manager.receive(packet);
        return new String(state.array(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private String nextOtherThanAlive() throws IOException {
        String state = next();
        while (state.equals("WATCHDOG=1")) {
            state = next();
        }
        return state;
    }
}
