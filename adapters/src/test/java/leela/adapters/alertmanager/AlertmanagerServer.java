package leela.adapters.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real Alertmanager as a child process on a free port of the loopback address, which posts to one webhook.
 * Thread: one.
 */
public final class AlertmanagerServer implements AutoCloseable {

    private static final String PROGRAM = "/usr/bin/prometheus-alertmanager";
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final int port;
    private Process process;

    /** Keeps its data in this folder; not started yet. */
    public AlertmanagerServer(final Path folder, final URI webhook) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: pager
                  group_by: [alertname, by_1, by_2]
                  group_wait: 0s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                - name: pager
                  webhook_configs:
                  - url: %s
                    send_resolved: true
                """.formatted(webhook));
    }

    /** Whether this machine has it; {@code ops/test slow} installs it. */
    public static boolean isInstalled() {
        return Files.isExecutable(Path.of(PROGRAM));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
    }

    /** Starts it; returns once it answers. */
    public AlertmanagerServer start() throws IOException {
        process = new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + folder.resolve("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        final long deadline = System.nanoTime() + START_TIMEOUT_NS;
        while (!isAnswering()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("Alertmanager did not start; see " + folder.resolve("alertmanager.log"));
            }
            LockSupport.parkNanos(RETRY_NS);
        }
        return this;
    }

    /** The alerts that it shows. */
    public JsonNode alerts() {
        try (InputStream in = url().toURL().openStream()) {
            return JSON.readTree(in);
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Has it forget everything. */
    public void forget() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean isAnswering() {
        try (InputStream in = url().toURL().openStream()) {
            return JSON.readTree(in).isArray();
        } catch (final IOException notYet) {
            return false;
        }
    }
}
