package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written is on the disk within the interval, and for what one sync did not bring there no other vouches. */
final class JournalSyncTest {

    private static final long T = JournalFixture.NOW_NS;

    @TempDir
    private Path directory;

    private boolean isFailing;

    @Test
    void shouldBeginASyncTwiceAnIntervalHoweverLongOneTakes() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            final SegmentSync sync = fixture.journal.sync();
            assertThat(sync.pauseNs(T, T + 100_000_000L)).isEqualTo(400_000_000L);
            assertThat(sync.pauseNs(T, T + 700_000_000L)).isEqualTo(1);
        }
    }

    @Test
    void shouldWriteASegmentAnewWhenASyncOfItFailed() throws IOException {
        try (JournalFixture fixture = failingFixture()) {
            fixture.event("a", 1, T).flush();
            isFailing = true;
            fixture.journal.work();
            isFailing = false;
            fixture.journal.work();
            assertThat(fixture.count(JournalCounter.SYNCS))
                    .as("a sync that comes later proves nothing")
                    .isZero();
            final Object before = inode(1);
            fixture.event("a", 2, T).flush();
            fixture.journal.work();
            assertThat(inode(1)).as("a new file").isNotEqualTo(before);
            assertThat(inode(2)).as("where the writer went on").isNotNull();
            assertThat(fixture.count(JournalCounter.SYNCS)).isEqualTo(1);
            assertThat(fixture.read()).containsExactly("0 a 1.0@" + T, "1 a 2.0@" + T);
        }
        try (JournalFixture restarted = new JournalFixture(directory, 0)) {
            assertThat(restarted.read()).containsExactly("0 a 1.0@" + T, "1 a 2.0@" + T);
        }
    }

    @Test
    void shouldLeaveASegmentWhoseSyncFailedAlsoWhenNothingComesAnyMore() throws IOException {
        try (JournalFixture fixture = failingFixture()) {
            fixture.event("a", 1, T).flush();
            final Object before = inode(1);
            isFailing = true;
            fixture.journal.work();
            isFailing = false;
            fixture.tick();
            fixture.journal.work();
            assertThat(inode(1)).isNotEqualTo(before);
        }
    }

    @Test
    void shouldNotBringBackASegmentThatIsNoLongerNeeded() throws IOException {
        try (JournalFixture fixture = failingFixture()) {
            fixture.event("a", 1, T).flush();
            isFailing = true;
            fixture.journal.work();
            fixture.tick();
            fixture.read();
            fixture.journal.reader().acknowledge(1);
            fixture.journal.work();
            fixture.journal.work();
            assertThat(directory.resolve(JournalDescriptor.fileName(1))).doesNotExist();
        }
    }

    private JournalFixture failingFixture() {
        return new JournalFixture(directory, 0, JournalFixture.SMALL_LIMIT, segment -> {
            if (isFailing) {
                throw new IOException("Input/output error");
            }
            segment.force();
        });
    }

    private Object inode(final long number) throws IOException {
        return Files.getAttribute(directory.resolve(JournalDescriptor.fileName(number)), "unix:ino");
    }
}
