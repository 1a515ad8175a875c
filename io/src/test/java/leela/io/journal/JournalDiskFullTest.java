package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full costs counted entries, not the process; and when there is room again the journal goes on. */
@Tag("slow")
final class JournalDiskFullTest {

    private static final long T = JournalFixture.NOW_NS;
    /** A tmpfs of this size, which takes root. */
    private static final String DISK = "24m";

    @TempDir
    private Path directory;

    private boolean isMounted;

    @BeforeEach
    void mountSmallDisk() throws IOException, InterruptedException {
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", directory.toString());
        assumeTrue(isMounted, "a tmpfs cannot be mounted here: not root");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertThat(run("umount", directory.toString())).isTrue();
        }
    }

    @Test
    void shouldCountWhatIsLostAndGoOnWhenThereIsRoomAgain() throws IOException {
        final Path filler = directory.resolve("filler");
        Files.write(filler, new byte[14 << 20]);
        try (JournalFixture fixture = new JournalFixture(directory.resolve("journal"), 0, 64L << 20)) {
            final String json = "x".repeat(4000);
            long sent = 0;
            boolean isTold = false;
            while (fixture.count(JournalCounter.DISCARDED_DISK) == 0) {
                isTold = fixture.journal.state().refusal().isPresent();
                fixture.document("doc", json, T + sent++).flush();
                fixture.journal.work();
            }
            assertThat(isTold).as("before the first is lost").isTrue();
            assertThat(sent).as("in the files that are there").isGreaterThan(100);
            assertThat(fixture.count(JournalCounter.APPENDED) + fixture.count(JournalCounter.DISCARDED_DISK))
                    .isEqualTo(sent);
            assertThat(fixture.journal.state().refusal())
                    .hasValueSatisfying(refusal -> assertThat(refusal.cause()).isEqualTo(JournalRefusal.Cause.FULL));
            final List<String> kept = fixture.read();
            assertThat(kept).hasSize((int) fixture.count(JournalCounter.APPENDED));

            Files.delete(filler);
            fixture.clock.advanceNs(2_000_000_000L);
            fixture.journal.work();
            fixture.event("again", 1, T).flush();
            assertThat(fixture.read()).containsExactly(kept.size() + " again 1.0@" + T);
            fixture.journal.reader().acknowledge(kept.size() + 1);
            assertThat(fixture.journal.state().refusal()).isEmpty();
            assertThat(fixture.count(JournalCounter.WAITING)).isZero();
        }
    }

    private static boolean run(final String... command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
