package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.input.text.TextCounter;
import leela.io.journal.JournalCounter;
import leela.ops.cli.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** An engine as a service manager runs it, in the midst of 200,000 metrics a second over UDP. */
@Tag("once")
@Tag("slow")
@Timeout(300)
final class UnderLoadTest {

    private static final int METRICS_PER_SECOND = 200_000;
    private static final int METRICS_PER_DATAGRAM = 25;
    private static final int KEYS = 1_000;
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int STOPPED_S = 60;
    private static final int LONGEST = 4096;
    /** The manager's limit, of which the engine tells twice within. */
    private static final int WATCHDOG_MS = 1_000;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final AtomicLong sent = new AtomicLong();
    private AFUNIXDatagramSocket manager;
    private Process engine;
    private Thread sender;
    private volatile boolean isSending = true;
    private String http;

    /** A manager that wants to hear often must also listen: what nobody reads holds up who tells it. */
    private void start(final String watchdogUs) throws Exception {
        manager = AFUNIXDatagramSocket.newInstance();
        manager.bind(AFUNIXSocketAddress.of(folder.resolve("notify")));
        Files.writeString(
                folder.resolve("leela.toml"),
                "udp.port = 0\ncollectd.port = 0\nhttp.port = 0\nleela.data_dir = 'data'\n");
        final ProcessBuilder launcher = Launcher.leela(
                        folder, "run", "-c", folder.resolve("leela.toml").toString())
                .redirectError(folder.resolve("log").toFile());
        launcher.environment().put("NOTIFY_SOCKET", folder.resolve("notify").toString());
        launcher.environment().put("WATCHDOG_USEC", watchdogUs);
        engine = launcher.start();
        final String ready = engine.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(ready).as("the ready line; see the log").contains(" ready: ");
        http = "http://" + ready.replaceFirst(".*\\bhttp ([^,]*).*", "$1");
        final int port = Integer.parseInt(ready.replaceFirst(".*ready: udp 127.0.0.1:(\\d+).*", "$1"));
        sender = new Thread(() -> send(port));
        sender.start();
    }

    @AfterEach
    void end() throws Exception {
        isSending = false;
        sender.join();
        engine.toHandle().destroyForcibly();
        engine.onExit().join();
        manager.close();
    }

    @Test
    void shouldAccountForEveryMetricWhenItIsToldToStop() throws Exception {
        start("");
        RunningService.await("five seconds' metrics", () -> sent.get() >= 5L * METRICS_PER_SECOND);
        engine.destroy();
        assertThat(engine.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(engine.exitValue()).isZero();
        isSending = false;

        final Counters counters = counters();
        System.out.println("stopped with " + counters.read(TextCounter.RECEIVED_UDP) + " metrics received, "
                + counters.read(TextCounter.KERNEL_DROPS) + " datagrams dropped by the kernel, residual "
                + residual(counters));
        assertThat(counters.read(TextCounter.RECEIVED_UDP)).isGreaterThan(METRICS_PER_SECOND);
        assertThat(residual(counters)).as("metrics that nobody knows of").isZero();
        assertThat(counters.read(JournalCounter.WAITING))
                .as("entries that the store has not taken")
                .isZero();
        assertThat(counters.sum("metrics.dropped")).isZero();
    }

    @Test
    void shouldCountWhatCameWhileItStoodStillAndGoOn() throws Exception {
        start(Integer.toString(WATCHDOG_MS * 1000));
        RunningService.await(
                "a second's metrics", () -> counters().read(TextCounter.RECEIVED_UDP) > METRICS_PER_SECOND);
        assertThat(aliveWithin(10 * WATCHDOG_MS)).as("it tells that it lives").isTrue();

        signal("STOP");
        while (aliveWithin(5 * WATCHDOG_MS)) {
            // what was on its way
        }
        final long silentNs = clock.ticksNs();
        assertThat(aliveWithin(STOPPED_S * 1_000))
                .as("it tells that it lives while it stands still")
                .isFalse();
        assertThat(clock.ticksNs() - silentNs).isGreaterThan(TimeUnit.SECONDS.toNanos(STOPPED_S - 1));
        signal("CONT");

        assertThat(aliveWithin(60_000)).as("it tells so again").isTrue();
        final Counters counters = counters();
        final long received = counters.read(TextCounter.RECEIVED_UDP);
        RunningService.await(
                "ten seconds' metrics after that",
                () -> counters.read(TextCounter.RECEIVED_UDP) > received + 10L * METRICS_PER_SECOND);
        isSending = false;
        sender.join();
        RunningService.await(
                "each datagram to be read, or told as dropped",
                () -> counters.read(TextCounter.DATAGRAMS) + counters.read(TextCounter.KERNEL_DROPS)
                        == sent.get() / METRICS_PER_DATAGRAM);
        System.out.println("stood still for a minute: of " + sent.get() / METRICS_PER_DATAGRAM + " datagrams "
                + counters.read(TextCounter.KERNEL_DROPS) + " were dropped by the kernel, and all of them counted");
        assertThat(counters.read(TextCounter.KERNEL_DROPS)).isPositive();
        assertThat(get("/readyz")).contains("\"status\":200");
        assertThat(counters.read(EngineCounter.HANDLER_ERRORS)).isZero();
        assertThat(counters.sum("metrics.dropped") + counters.sum("metrics.rejected"))
                .isZero();
        engine.destroy();
        assertThat(engine.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(residual(counters)).as("metrics that nobody knows of").isZero();
    }

    private Counters counters() {
        return CountersFile.open(CountersFile.in(folder.resolve("data")));
    }

    private static long residual(final Counters counters) {
        return counters.sum("metrics.received")
                - counters.sum("metrics.rejected")
                - counters.sum("metrics.dropped")
                - counters.sum("metrics.absorbed")
                - counters.read(EngineCounter.EMITTED);
    }

    /** Whether the manager hears of it. */
    private boolean aliveWithin(final int patienceMs) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        final long deadlineNs = clock.ticksNs() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        for (long leftNs = deadlineNs - clock.ticksNs(); leftNs > 0; leftNs = deadlineNs - clock.ticksNs()) {
            manager.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNs)));
            try {
                manager.receive(packet);
            } catch (final SocketTimeoutException silence) {
                return false;
            }
            if (new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).equals("WATCHDOG=1")) {
                return true;
            }
        }
        return false;
    }

    private void signal(final String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(engine.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String get(final String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(http + path))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** As many as are due, whatever the machine does meanwhile. */
    private void send(final int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            final long startNs = clock.ticksNs();
            while (isSending) {
                final long dueMetrics = (clock.ticksNs() - startNs) / 1000 * METRICS_PER_SECOND / 1_000_000;
                while (isSending && sent.get() + METRICS_PER_DATAGRAM <= dueMetrics) {
                    send(socket);
                }
                LockSupport.parkNanos(PERIOD_NS);
            }
        } catch (final SocketException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void send(final DatagramSocket socket) {
        final StringBuilder text = new StringBuilder();
        final long first = sent.get();
        final String time = clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;";
        for (int i = 0; i < METRICS_PER_DATAGRAM; i++) {
            final String key = "load.of." + (first + i) % KEYS;
            text.append("gauge ")
                    .append(key.length())
                    .append('|')
                    .append(key)
                    .append(" 1.5 ")
                    .append(time);
        }
        final byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length));
        } catch (final IOException ended) {
            // the engine has closed its port: the datagram counts for nobody
            return;
        }
        sent.addAndGet(METRICS_PER_DATAGRAM);
    }
}
