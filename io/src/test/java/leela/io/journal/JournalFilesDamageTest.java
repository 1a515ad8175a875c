package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file whose head is damaged is read all the same; one that is gone, or cannot be read, is counted. */
final class JournalFilesDamageTest {

    private static final long T = JournalFixture.NOW_NS;

    @TempDir
    private Path directory;

    private DamagedSegments journals;

    @BeforeEach
    void prepare() {
        journals = new DamagedSegments(directory);
    }

    @Test
    void shouldReadEverythingWhenAnyByteOfAHeaderIsDamaged() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        for (int at = 0; at < JournalDescriptor.CHECK_OFFSET + Long.BYTES; at++) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            final Path copy = journals.copyOf(original, damaged);
            try (JournalFixture restarted = new JournalFixture(copy, 0)) {
                assertThat(restarted.read()).as("damage at " + at).hasSize(DamagedSegments.ENTRIES);
                assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
                restarted.event("new", 1, T).flush();
                assertThat(restarted.read()).containsExactly(DamagedSegments.ENTRIES + " new 1.0@" + T);
            }
        }
    }

    @Test
    void shouldKnowASegmentByItsRecordsWhenBothOfItsHeadersAreDamaged() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path middle = segments.get(1);
        final byte[] bytes = Files.readAllBytes(middle);
        bytes[JournalDescriptor.FIRST_POSITION_OFFSET] ^= 1;
        bytes[bytes.length - JournalDescriptor.SEGMENT_HEADER_LENGTH] ^= 1;
        Files.write(middle, bytes);
        try (JournalFixture restarted = new JournalFixture(middle.getParent(), 0)) {
            assertThat(restarted.read()).hasSize((int) restarted.journal.endPosition());
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    @Test
    void shouldPutAsideAndCountASegmentInWhichNothingCanBeRead() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path middle = segments.get(1);
        final long inMiddle = DamagedSegments.entriesIn(middle);
        final byte[] noise = new byte[(int) Files.size(middle)];
        new SplittableRandom(1).nextBytes(noise);
        Files.write(middle, noise);
        try (JournalFixture restarted = new JournalFixture(middle.getParent(), 0)) {
            assertThat(restarted.read()).hasSize((int) (restarted.journal.endPosition() - inMiddle));
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(inMiddle);
            assertThat(restarted.count(JournalCounter.DAMAGED_SEGMENTS)).isEqualTo(1);
        }
        assertThat(middle).doesNotExist();
        assertThat(middle.resolveSibling(middle.getFileName() + ".damaged")).hasBinaryContent(noise);
    }

    @Test
    void shouldTakeNothingForLostWhereASegmentThatWasMadeAheadIsDamaged() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path newest = segments.get(segments.size() - 1);
        final Path home = newest.getParent();
        final byte[] noise = new byte[(int) Files.size(newest)];
        new SplittableRandom(1).nextBytes(noise);
        final Path spare = home.resolve(JournalDescriptor.fileName(
                JournalDescriptor.numberOf(newest.getFileName().toString()) + 7));
        Files.write(spare, noise);
        try (JournalFixture restarted = new JournalFixture(home, 0)) {
            assertThat(restarted.read()).hasSize((int) restarted.journal.endPosition());
            assertThat(restarted.count(JournalCounter.DAMAGED_SEGMENTS)).isZero();
        }
        assertThat(spare).doesNotExist();
        assertThat(spare.resolveSibling(spare.getFileName() + ".damaged")).hasBinaryContent(noise);
    }

    @Test
    void shouldCountASegmentWithNothingToReadBehindOneWhoseEndIsDamaged() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path newest = segments.get(segments.size() - 1);
        final byte[] noise = new byte[(int) Files.size(newest)];
        new SplittableRandom(1).nextBytes(noise);
        Files.write(newest, noise);
        try (JournalFixture restarted = new JournalFixture(newest.getParent(), 0)) {
            assertThat(restarted.count(JournalCounter.DAMAGED_SEGMENTS)).isEqualTo(1);
        }
    }

    @Test
    void shouldCountWhatIsMissingBeforeTheOldestSegment() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final long inFirst = DamagedSegments.entriesIn(segments.get(0));
        Files.delete(segments.get(0));
        try (JournalFixture restarted = new JournalFixture(segments.get(0).getParent(), 5)) {
            assertThat(restarted.read()).hasSize((int) (restarted.journal.endPosition() - inFirst));
            assertThat(restarted.count(JournalCounter.DISCARDED_LIMIT)).isEqualTo(inFirst - 5);
            restarted.journal.reader().acknowledge(restarted.journal.endPosition());
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
        }
    }

    /** The first, one between, the last, or all: what is gone, and the loss. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "0, 2", "1, 2"})
    void shouldCountTheEntriesOfFilesThatAreGone(final int first, final int last) throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path home = segments.get(0).getParent();
        long end = 0;
        long gone = 0;
        for (int i = 0; i < segments.size(); i++) {
            final long entries = DamagedSegments.entriesIn(segments.get(i));
            end += entries;
            if (i >= first && i <= last) {
                gone += entries;
                Files.delete(segments.get(i));
            }
        }
        try (JournalFixture restarted = new JournalFixture(home, 0, new Journal.Reach(0, end))) {
            assertThat(restarted.read().size()).isEqualTo((int) (end - gone));
            restarted.event("new", 1, T).flush();
            assertThat(restarted.read()).containsExactly(end + " new 1.0@" + T);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(gone);
            restarted.journal.reader().acknowledge(end + 1);
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
            assertThat(restarted.count(JournalCounter.END)).isEqualTo(end + 1);
            assertThat(restarted.count(JournalCounter.OLDEST)).isEqualTo(end + 1);
        }
    }

    @Test
    void shouldTellOnceOfADamageThatStays() throws IOException {
        final List<Path> segments = journals.severalSegments();
        final Path home = segments.get(0).getParent();
        final long due = DamagedSegments.entriesIn(segments.get(0)) + DamagedSegments.entriesIn(segments.get(1));
        Files.delete(segments.get(1));
        final Path told = home.resolve("told");
        try (JournalFixture first = new JournalFixture(home, 0)) {
            assertThat(first.read()).isNotEmpty();
        }
        assertThat(told).hasContent("missing 1 " + due);
        assertThat(new DamageReport.Told(home).isNew("missing 1 " + due)).isFalse();
        assertThat(new DamageReport.Told(home).isNew("missing 2 " + due)).isTrue();
        try (JournalFixture again = new JournalFixture(home, 0)) {
            again.journal.reader().acknowledge(again.journal.endPosition());
            assertThat(told).hasContent("missing 1 " + due);
            again.read();
            again.journal.work();
        }
        try (JournalFixture stored = new JournalFixture(home, 0)) {
            assertThat(stored.read()).isEmpty();
        }
        assertThat(told).doesNotExist();
    }

    @Test
    void shouldMissNothingThatWasStoredBeforeItsFilesWereTakenAway() throws IOException {
        try (JournalFixture restarted = new JournalFixture(directory.resolve("new"), 7, new Journal.Reach(2, 7))) {
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
            restarted.event("new", 1, T).flush();
            assertThat(restarted.read()).containsExactly("7 new 1.0@" + T);
        }
    }

    /** From a byte of a file to another, and whether its second header is hit, too: ones, as a bad sector may read. */
    @ParameterizedTest
    @CsvSource({
        "0, 64, 68, false",
        "0, 64, 164, false",
        "0, 64, 9000, false",
        "0, 0, 512, false",
        "0, 0, 4000, false",
        "0, 0, 70000, false",
        "0, 0, 512, true",
        "0, 0, 100000, true",
        "1, 64, 164, false",
        "1, 0, 512, true",
        "2, 64, 164, false",
        "2, 0, 4000, true"
    })
    void shouldLoseAndCountOnlyTheRecordsHitWhenTheStartOfAFileReadsAsOnes(
            final int file, final int from, final int to, final boolean isHeadHit) throws IOException {
        final Path segment = journals.severalSegments().get(file);
        final long before = DamagedSegments.entriesIn(segment);
        final byte[] bytes = Files.readAllBytes(segment);
        Arrays.fill(bytes, from, to, (byte) -1);
        if (isHeadHit) {
            Arrays.fill(bytes, bytes.length - 4096, bytes.length, (byte) -1);
        }
        Files.write(segment, bytes);
        final long lost = before - DamagedSegments.entriesIn(segment);
        try (JournalFixture restarted = new JournalFixture(segment.getParent(), 0)) {
            final long end = restarted.journal.endPosition();
            final List<String> shown = restarted.read();
            assertThat(shown.size()).isEqualTo((int) (end - lost));
            assertThat(shown).noneMatch(line -> line.contains("null"));
            assertThat(lost).isPositive();
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(lost);
            restarted.journal.reader().acknowledge(end);
            assertThat(restarted.count(JournalCounter.STORED)).isEqualTo(end - lost);
            restarted.journal.work();
        }
        assertThat(segment).doesNotExist();
        final Path aside = segment.resolveSibling(segment.getFileName() + ".damaged");
        // where both headers are gone nothing tells a file's own loss from that of the one before
        assertThat(Files.exists(aside) || isHeadHit).isTrue();
    }

    @Test
    void shouldReadSegmentsOfTheVersionWithoutChecks() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        Arrays.fill(bytes, JournalDescriptor.CHECK_OFFSET, JournalDescriptor.SEGMENT_HEADER_LENGTH, (byte) 0);
        Arrays.fill(bytes, bytes.length - JournalDescriptor.SEGMENT_HEADER_LENGTH, bytes.length, (byte) 0);
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(DamagedSegments.ENTRIES);
        }
        bytes[JournalDescriptor.FIRST_POSITION_OFFSET] ^= 4;
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(DamagedSegments.ENTRIES);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    @Test
    void shouldCountTheFilesOfWhichNoCopyIsKept() throws IOException {
        final List<Path> files = journals.severalSegments();
        final Path home = files.get(0).getParent();
        for (int i = 0; i < Segment.MOST_ASIDE - 1; i++) {
            Files.createFile(home.resolve(i + JournalDescriptor.DAMAGED_SUFFIX));
        }
        for (final Path file : files) {
            final byte[] bytes = Files.readAllBytes(file);
            // two stretches
            bytes[JournalDescriptor.SEGMENT_HEADER_LENGTH + JournalDescriptor.RECORD_HEADER_LENGTH] ^= 1;
            bytes[DamagedSegments.lastByte(bytes) / 2] ^= 1;
            Files.write(file, bytes);
        }

        try (JournalFixture restarted = new JournalFixture(home, 0)) {
            assertThat(restarted.read()).isNotEmpty();
            assertThat(restarted.count(JournalCounter.UNKEPT_SEGMENTS)).isEqualTo(files.size() - 1);
        }
        assertThat(files.get(0).resolveSibling(files.get(0).getFileName() + JournalDescriptor.DAMAGED_SUFFIX))
                .exists();
    }
}
