package leela.ops.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.http.HttpCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody tries 100,000 tokens while metrics arrive: no more of them are lost than without. */
@Tag("slow")
@Tag("once")
final class WrongTokensTest {

    private static final int TOKENS = 100_000;
    private static final int GUESSERS = 2;
    private static final int METRICS_A_DATAGRAM = 25;
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1) / 2000;
    private static final long BEFORE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final double MOST_LOST = 0.05;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeMetricsAsBeforeWhileTokensAreGuessed() throws Exception {
        final Path token = Files.writeString(folder.resolve("token"), "s3cret");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        final ExecutorService guessers = Executors.newFixedThreadPool(GUESSERS);
        try (RunningService running = RunningService.in(folder, "http.token_file = '" + token + "'\n")) {
            final long endNs = System.nanoTime() + BEFORE_NS;
            final double before = lost(running, () -> System.nanoTime() - endNs < 0);
            final List<Future<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < GUESSERS; i++) {
                guesses.add(guessers.submit(guesser(running.port("http"), i)));
            }
            final double meanwhile = lost(running, () -> guesses.stream().anyMatch(guess -> !guess.isDone()));
            for (final Future<Integer> guess : guesses) {
                assertThat(guess.get()).isEqualTo(TOKENS / GUESSERS);
            }
            assertThat(running.read(HttpCounter.NO_TOKEN)).isEqualTo(TOKENS);
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(meanwhile)
                    .as("share lost; %.4f without guessers", before)
                    .isLessThan(before + MOST_LOST);
        } finally {
            guessers.shutdownNow();
        }
    }

    /** Sends 50,000 metrics a second for so long; the share that did not arrive. */
    private static double lost(final RunningService running, final BooleanSupplier isGoingOn)
            throws IOException, InterruptedException {
        final byte[] text = ("gauge 8|a.metric 1.5 " + new SystemClock().timeNs() / Clock.NANOS_PER_SECOND + ".0;")
                .repeat(METRICS_A_DATAGRAM)
                .getBytes(US_ASCII);
        final DatagramPacket packet =
                new DatagramPacket(text, text.length, new InetSocketAddress("127.0.0.1", running.port("udp")));
        final long receivedBefore = received(running);
        long sent = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            long nextNs = System.nanoTime();
            while (isGoingOn.getAsBoolean()) {
                socket.send(packet);
                sent += METRICS_A_DATAGRAM;
                nextNs += PAUSE_NS;
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
        }
        // what the kernel still holds is read; what it dropped never comes
        long last = -1;
        for (long now = received(running); now != last; now = received(running)) {
            last = now;
            TimeUnit.SECONDS.sleep(1);
        }
        return 1 - (double) (last - receivedBefore) / sent;
    }

    private static long received(final RunningService running) {
        return running.service().counters().sum("udp.datagrams.received") * METRICS_A_DATAGRAM;
    }

    private static Callable<Integer> guesser(final int port, final int number) {
        return () -> {
            int refused = 0;
            final byte[] answer = new byte[512];
            for (int i = 0; i < TOKENS / GUESSERS; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream()
                            .write(("GET /v1/keys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess-" + number
                                            + "-" + i + "\r\n\r\n")
                                    .getBytes(US_ASCII));
                    final int length = socket.getInputStream().read(answer);
                    refused += new String(answer, 0, length, US_ASCII).startsWith("HTTP/1.1 401") ? 1 : 0;
                }
            }
            return refused;
        };
    }
}
