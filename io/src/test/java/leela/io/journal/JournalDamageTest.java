package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import leela.engine.spi.EntryLog;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cut costs what was cut, damage costs the record it hit, and neither anything else. */
final class JournalDamageTest {

    private static final long T = JournalFixture.NOW_NS;
    private static final int RECORDS = 4;
    private static final int IN_RECORD = 3;
    private static final int ENTRIES = RECORDS * IN_RECORD;

    @TempDir
    private Path directory;

    @Test
    void shouldShowThePrefixOfWholeRecordsWhenCutAtEveryByte() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = lastByte(bytes) + 1;
        int whole = 0;
        for (int cut = JournalDescriptor.SEGMENT_HEADER_LENGTH; cut <= end; cut++) {
            final Path copy = copyOf(original, Arrays.copyOf(bytes, cut));
            try (JournalFixture restarted = new JournalFixture(copy, 0)) {
                final List<String> shown = restarted.read();
                assertThat(shown.size()).as("cut at " + cut).isBetween(whole, ENTRIES);
                assertThat(shown.size() % IN_RECORD).as("cut at " + cut).isZero();
                whole = shown.size();
                restarted.event("new", 1, T).flush();
                assertThat(restarted.read()).containsExactly(whole + " new 1.0@" + T);
                assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE))
                        .as("cut at " + cut)
                        .isZero();
            }
        }
        assertThat(whole).isEqualTo(ENTRIES);
    }

    @Test
    void shouldLoseOneRecordOnlyWhenOneIsDamaged() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = lastByte(bytes) + 1;
        final SplittableRandom random = new SplittableRandom(5);
        final Set<Integer> losses = new HashSet<>();
        for (int at = JournalDescriptor.SEGMENT_HEADER_LENGTH; at < end; at += 1 + random.nextInt(3)) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try (JournalFixture restarted = new JournalFixture(copyOf(original, damaged), 0)) {
                final List<String> shown = restarted.read();
                assertThat(shown.size()).as("damage at " + at).isGreaterThanOrEqualTo(ENTRIES - IN_RECORD);
                assertThat(shown).as("damage at " + at).noneMatch(line -> line.contains("null"));
                losses.add(ENTRIES - shown.size());
                restarted
                        .journal
                        .reader()
                        .acknowledge(restarted.journal.reader().position());
                assertThat(restarted.count(JournalCounter.STORED))
                        .as("damage at " + at)
                        .isEqualTo(shown.size());
                assertThat(restarted.count(JournalCounter.WAITING))
                        .as("damage at " + at)
                        .isZero();
            }
        }
        assertThat(losses).as("padding, or a record").containsExactlyInAnyOrder(0, IN_RECORD);
    }

    @Test
    void shouldCountEntriesWhoseSeriesWasNamedInDamagedRecordsOnly() throws IOException {
        final Path home = directory.resolve("original");
        try (JournalFixture fixture = new JournalFixture(home, 0)) {
            for (int record = 0; record < 3; record++) {
                fixture.event("a", record, T).flush();
            }
        }
        final Path segment = home.resolve(JournalDescriptor.fileName(1));
        final byte[] bytes = Files.readAllBytes(segment);
        int at = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        for (int record = 0; record < 2; record++) {
            bytes[at + JournalDescriptor.RECORD_HEADER_LENGTH] ^= 1;
            at += JournalDescriptor.align(bytes[at] & 0xff);
        }
        try (JournalFixture restarted = new JournalFixture(copyOf(segment, bytes), 0)) {
            assertThat(restarted.read()).isEmpty();
            restarted.journal.reader().acknowledge(restarted.journal.reader().position());
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(3);
            assertThat(restarted.count(JournalCounter.STORED)).isZero();
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldReadEverythingWhenAnyByteOfAHeaderIsDamaged() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        for (int at = 0; at < JournalDescriptor.CHECK_OFFSET + Long.BYTES; at++) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            final Path copy = copyOf(original, damaged);
            try (JournalFixture restarted = new JournalFixture(copy, 0)) {
                assertThat(restarted.read()).as("damage at " + at).hasSize(ENTRIES);
                assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
                restarted.event("new", 1, T).flush();
                assertThat(restarted.read()).containsExactly(ENTRIES + " new 1.0@" + T);
            }
        }
    }

    @Test
    void shouldKnowASegmentByItsRecordsWhenBothOfItsHeadersAreDamaged() throws IOException {
        final List<Path> segments = severalSegments();
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
        final List<Path> segments = severalSegments();
        final Path middle = segments.get(1);
        final long inMiddle = entriesIn(middle);
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
        final List<Path> segments = severalSegments();
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
        final List<Path> segments = severalSegments();
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
        final List<Path> segments = severalSegments();
        final long inFirst = entriesIn(segments.get(0));
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
        final List<Path> segments = severalSegments();
        final Path home = segments.get(0).getParent();
        long end = 0;
        long gone = 0;
        for (int i = 0; i < segments.size(); i++) {
            final long entries = entriesIn(segments.get(i));
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
    void shouldMissNothingThatWasStoredBeforeItsFilesWereTakenAway() throws IOException {
        try (JournalFixture restarted = new JournalFixture(directory.resolve("new"), 7, new Journal.Reach(2, 7))) {
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
            restarted.event("new", 1, T).flush();
            assertThat(restarted.read()).containsExactly("7 new 1.0@" + T);
        }
    }

    @Test
    void shouldLoseOnlyTheRecordsHitWhenTheStartOfASegmentIsZeroed() throws IOException {
        final int zeroed = 512 << 10;
        final Path home = directory.resolve("original");
        long entries = 0;
        long firstWhole = -1;
        try (JournalFixture fixture = new JournalFixture(home, 0, 1L << 28)) {
            while (fixture.count(JournalCounter.BYTES) < 3 * zeroed) {
                if (firstWhole < 0 && fixture.count(JournalCounter.BYTES) >= zeroed) {
                    firstWhole = entries;
                }
                for (int i = 0; i < 500; i++) {
                    fixture.event("web" + entries % 300 + ".cpu", entries / 7.0, T + entries);
                    entries++;
                }
                fixture.flush();
            }
        }
        final Path segment = home.resolve(JournalDescriptor.fileName(1));
        final byte[] bytes = Files.readAllBytes(segment);
        Arrays.fill(bytes, 0, JournalDescriptor.SEGMENT_HEADER_LENGTH + zeroed, (byte) 0);
        try (JournalFixture restarted = new JournalFixture(copyOf(segment, bytes), 0, 1L << 28)) {
            final List<String> shown = restarted.read();
            assertThat(shown.get(0)).startsWith(firstWhole + " ");
            assertThat(shown).hasSize((int) (entries - firstWhole)).noneMatch(line -> line.contains("null"));
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(firstWhole);
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
        final Path segment = severalSegments().get(file);
        final long before = entriesIn(segment);
        final byte[] bytes = Files.readAllBytes(segment);
        Arrays.fill(bytes, from, to, (byte) -1);
        if (isHeadHit) {
            Arrays.fill(bytes, bytes.length - 4096, bytes.length, (byte) -1);
        }
        Files.write(segment, bytes);
        final long lost = before - entriesIn(segment);
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
    void shouldCountTheEntriesOfSeveralLastRecordsWhenThoseAreDamaged() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        int at = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        for (int record = 0; record < RECORDS; record++) {
            bytes[at + JournalDescriptor.RECORD_HEADER_LENGTH] ^= (byte) (record == 0 ? 0 : 1);
            if (record == 1) {
                Arrays.fill(bytes, at, at + 8, (byte) -1);
            }
            at += JournalDescriptor.align(record == 1 ? lengthAt(original, at) : bytes[at] & 0xff);
        }
        try (JournalFixture restarted = new JournalFixture(copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(IN_RECORD);
            assertThat(restarted.journal.endPosition()).isEqualTo(ENTRIES);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(ENTRIES - IN_RECORD);
        }
    }

    private static int lengthAt(final Path segment, final int at) throws IOException {
        return Files.readAllBytes(segment)[at] & 0xff;
    }

    @Test
    void shouldReadSegmentsOfTheVersionWithoutChecks() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        Arrays.fill(bytes, JournalDescriptor.CHECK_OFFSET, JournalDescriptor.SEGMENT_HEADER_LENGTH, (byte) 0);
        Arrays.fill(bytes, bytes.length - JournalDescriptor.SEGMENT_HEADER_LENGTH, bytes.length, (byte) 0);
        try (JournalFixture restarted = new JournalFixture(copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(ENTRIES);
        }
        bytes[JournalDescriptor.FIRST_POSITION_OFFSET] ^= 4;
        try (JournalFixture restarted = new JournalFixture(copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(ENTRIES);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    @Test
    void shouldCountTheEntriesOfTheLastRecordWhenThatIsDamaged() throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = lastByte(bytes);
        bytes[end - 3] ^= 1;
        try (JournalFixture restarted = new JournalFixture(copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(ENTRIES - IN_RECORD);
            restarted.event("new", 1, T).flush();
            assertThat(restarted.read()).containsExactly(ENTRIES + " new 1.0@" + T);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(IN_RECORD);
        }
    }

    /** As many as a journal of the old format would lose to one stretch of damage: each is a lookup, none a walk. */
    @Test
    @Timeout(60)
    void shouldPassAMillionNamelessEntriesInTheTimeOfReadingThem() {
        final int entries = 1_000_000;
        try (JournalFixture fixture = new JournalFixture(directory.resolve("original"), 0, 1L << 28)) {
            for (int i = 0; i < entries; i++) {
                fixture.event("a", i, T);
                if (i % 500 == 499) {
                    fixture.flush();
                }
                if (i % 100_000 == 0) {
                    fixture.journal.work();
                }
            }
            final ForgetfulVisitor visitor = new ForgetfulVisitor();
            while (fixture.journal.reader().poll(visitor, entries) > 0) {
                fixture.journal.reader().acknowledge(fixture.journal.reader().position() / 2);
            }
            fixture.journal.reader().acknowledge(entries);
            assertThat(fixture.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(entries / 2);
            assertThat(fixture.count(JournalCounter.STORED)).isEqualTo(entries / 2);
        }
    }

    /** Knows no name of every second entry. */
    private static final class ForgetfulVisitor implements EntryLog.Visitor {
        @Override
        public void onNumbersReset() {}

        @Override
        public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {}

        @Override
        public boolean onEvent(
                final long position, final int number, final long bits, final long timeNs, final long arrivalNs) {
            return position % 2 == 0;
        }

        @Override
        public boolean onDocument(
                final long position,
                final int number,
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final boolean isOneOfSeveral,
                final long timeNs,
                final long arrivalNs) {
            return true;
        }
    }

    @Test
    void shouldReadOrSkipWhateverTheBytesAre() throws IOException {
        fuzz(Duration.ofMillis(700));
    }

    @Test
    @Tag("slow")
    void shouldReadOrSkipWhateverTheBytesAreForAMinute() throws IOException {
        fuzz(Duration.ofSeconds(60));
    }

    private void fuzz(final Duration time) throws IOException {
        final Path original = written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = lastByte(bytes) + 1;
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final long endNs = System.nanoTime() + time.toNanos();
        for (long round = 0; System.nanoTime() < endNs; round++) {
            final byte[] damaged = bytes.clone();
            for (int flips = random.nextInt(20); flips >= 0; flips--) {
                damaged[JournalDescriptor.SEGMENT_HEADER_LENGTH + random.nextInt(end)] = (byte) random.nextInt();
            }
            try (JournalFixture restarted =
                    new JournalFixture(copyOf(original, damaged), random.nextInt(ENTRIES + 1))) {
                assertThat(restarted.read().size()).isLessThanOrEqualTo(ENTRIES);
            } catch (final RuntimeException | AssertionError escaped) {
                throw new AssertionError("seed " + seed + ", round " + round, escaped);
            }
        }
    }

    /** A segment of some records that all mention the same series. */
    private Path written() {
        final Path home = directory.resolve("original");
        try (JournalFixture fixture = new JournalFixture(home, 0)) {
            for (int record = 0; record < RECORDS; record++) {
                fixture.event("first", record + 0.1, T + record)
                        .event("second", record, T)
                        .document("third", "{\"n\":" + record + "}", T)
                        .flush();
            }
        }
        return home.resolve(JournalDescriptor.fileName(1));
    }

    private Path copyOf(final Path original, final byte[] bytes) throws IOException {
        final Path home = directory.resolve("copy");
        Files.createDirectories(home);
        try (var files = Files.list(home)) {
            for (final Path old : files.toList()) {
                Files.delete(old);
            }
        }
        Files.write(home.resolve(original.getFileName()), bytes);
        return home;
    }

    /** Three segments with documents, the last one not full. */
    private List<Path> severalSegments() throws IOException {
        final Path home = directory.resolve("several");
        final String json = "x".repeat(3000);
        try (JournalFixture fixture = new JournalFixture(home, 0)) {
            for (int i = 0; fixture.count(JournalCounter.BYTES) < 5 * JournalDescriptor.SEGMENT_UNIT / 2; i++) {
                fixture.document("doc" + i % 3, json, T + i).flush();
                fixture.journal.work();
            }
        }
        try (var files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    /** By the records in it, which all hold one entry. */
    private static long entriesIn(final Path path) throws IOException {
        try (Segment segment =
                Segment.open(path, JournalDescriptor.numberOf(path.getFileName().toString()))) {
            final SegmentCursor cursor = new SegmentCursor(new RecordDecoder(at -> {}));
            cursor.begin(segment);
            long records = 0;
            while (cursor.advance(segment.length()) == SegmentCursor.Step.RECORD) {
                records++;
            }
            return records;
        }
    }

    private static int lastByte(final byte[] bytes) {
        int last = bytes.length - 1 - JournalDescriptor.SEGMENT_HEADER_LENGTH;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }
}
