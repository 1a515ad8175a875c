package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that the journal and the store share, and that is too small for the journal's limit. */
@Tag("slow")
final class FullDiskTest {

    /** A tmpfs of this size, which takes root. */
    private static final int DISK_MB = 600;

    private static final int LEFT_MB = 80;
    private static final int NEARLY_FULL_MB = 20;

    private static final int DOCUMENTS = 9_000;
    private static final int LENGTH = 8_000;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(5);
    private boolean isMounted;

    @BeforeEach
    void mountSmallDisk() throws IOException, InterruptedException {
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MB + "m", "tmpfs", folder.toString());
        assumeTrue(isMounted, "a tmpfs cannot be mounted here: not root");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            // the native library of the store stays mapped in this JVM
            assertThat(run("umount", "--lazy", folder.toString())).isTrue();
        }
    }

    @Test
    void shouldLeaveTheStoreRoomToTakeWhatTheJournalHolds() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RunningService running = RunningService.in(folder, "")) {
            final int filled = (int) folder.toFile().getUsableSpace() - (LEFT_MB << 20);
            Files.write(folder.resolve("filler"), new byte[filled]);
            final long now = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND - 86_400;
            for (int i = 0; i < DOCUMENTS; i++) {
                final long time = now + i;
                RunningService.await("a document to be taken", () -> post(running, time) == 201);
            }
            assertThat(log.lines("No space left on device")).isEmpty();
        }
    }

    @Test
    void shouldWarnWhileThereIsStillSomeRoom() throws Exception {
        try (RunningService running = RunningService.in(folder, "storage.backend = \"none\"\n")) {
            final HttpRequest ready = HttpRequest.newBuilder(
                            URI.create("http://" + running.service().address("http") + "/readyz"))
                    .build();
            final HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
            assertThat(http.send(ready, text).body()).doesNotContain("nearly full");

            final int filled = (int) folder.toFile().getUsableSpace() - (NEARLY_FULL_MB << 20);
            Files.write(folder.resolve("filler"), new byte[filled]);

            assertThat(http.send(ready, text).body()).contains("its disk is nearly full: ", " of 600 MiB are free");
        }
    }

    private int post(final RunningService running, final long time) {
        final StringBuilder text = new StringBuilder(LENGTH);
        while (text.length() < LENGTH) {
            text.append(Long.toString(random.nextLong() >>> 1, 36));
        }
        final HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + running.service().address("http") + "/v1/data/doc"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"data\",\"value\":\"" + text.substring(0, LENGTH)
                        + "\",\"timestamp\":" + time + "}"))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (final IOException | InterruptedException fault) {
            throw new AssertionError(fault);
        }
    }

    private static boolean run(final String... command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
