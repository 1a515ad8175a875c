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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cut costs what was cut, damage costs the record it hit, and neither anything else. */
final class JournalDamageTest {

    private static final long T = JournalFixture.NOW_NS;

    @TempDir
    private Path directory;

    private DamagedSegments journals;

    @BeforeEach
    void prepare() {
        journals = new DamagedSegments(directory);
    }

    @Test
    void shouldShowThePrefixOfWholeRecordsWhenCutAtEveryByte() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = DamagedSegments.lastByte(bytes) + 1;
        int whole = 0;
        for (int cut = JournalDescriptor.SEGMENT_HEADER_LENGTH; cut <= end; cut++) {
            final Path copy = journals.copyOf(original, Arrays.copyOf(bytes, cut));
            try (JournalFixture restarted = new JournalFixture(copy, 0)) {
                final List<String> shown = restarted.read();
                assertThat(shown.size()).as("cut at " + cut).isBetween(whole, DamagedSegments.ENTRIES);
                assertThat(shown.size() % DamagedSegments.IN_RECORD)
                        .as("cut at " + cut)
                        .isZero();
                whole = shown.size();
                restarted.event("new", 1, T).flush();
                assertThat(restarted.read()).containsExactly(whole + " new 1.0@" + T);
                assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE))
                        .as("cut at " + cut)
                        .isZero();
            }
        }
        assertThat(whole).isEqualTo(DamagedSegments.ENTRIES);
    }

    @Test
    void shouldLoseOneRecordOnlyWhenOneIsDamaged() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = DamagedSegments.lastByte(bytes) + 1;
        final SplittableRandom random = new SplittableRandom(5);
        final Set<Integer> losses = new HashSet<>();
        for (int at = JournalDescriptor.SEGMENT_HEADER_LENGTH; at < end; at += 1 + random.nextInt(3)) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try (JournalFixture restarted = new JournalFixture(journals.copyOf(original, damaged), 0)) {
                final List<String> shown = restarted.read();
                assertThat(shown.size())
                        .as("damage at " + at)
                        .isGreaterThanOrEqualTo(DamagedSegments.ENTRIES - DamagedSegments.IN_RECORD);
                assertThat(shown).as("damage at " + at).noneMatch(line -> line.contains("null"));
                losses.add(DamagedSegments.ENTRIES - shown.size());
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
        assertThat(losses).as("padding, or a record").containsExactlyInAnyOrder(0, DamagedSegments.IN_RECORD);
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
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(segment, bytes), 0)) {
            assertThat(restarted.read()).isEmpty();
            restarted.journal.reader().acknowledge(restarted.journal.reader().position());
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(3);
            assertThat(restarted.count(JournalCounter.STORED)).isZero();
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
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
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(segment, bytes), 0, 1L << 28)) {
            final List<String> shown = restarted.read();
            assertThat(shown.get(0)).startsWith(firstWhole + " ");
            assertThat(shown).hasSize((int) (entries - firstWhole)).noneMatch(line -> line.contains("null"));
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(firstWhole);
        }
    }

    @Test
    void shouldCountTheEntriesOfSeveralLastRecordsWhenThoseAreDamaged() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        int at = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        for (int record = 0; record < DamagedSegments.RECORDS; record++) {
            bytes[at + JournalDescriptor.RECORD_HEADER_LENGTH] ^= (byte) (record == 0 ? 0 : 1);
            if (record == 1) {
                Arrays.fill(bytes, at, at + 8, (byte) -1);
            }
            at += JournalDescriptor.align(record == 1 ? lengthAt(original, at) : bytes[at] & 0xff);
        }
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(DamagedSegments.IN_RECORD);
            assertThat(restarted.journal.endPosition()).isEqualTo(DamagedSegments.ENTRIES);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE))
                    .isEqualTo(DamagedSegments.ENTRIES - DamagedSegments.IN_RECORD);
        }
    }

    private static int lengthAt(final Path segment, final int at) throws IOException {
        return Files.readAllBytes(segment)[at] & 0xff;
    }

    @Test
    void shouldCountTheEntriesOfTheLastRecordWhenThatIsDamaged() throws IOException {
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = DamagedSegments.lastByte(bytes);
        bytes[end - 3] ^= 1;
        try (JournalFixture restarted = new JournalFixture(journals.copyOf(original, bytes), 0)) {
            assertThat(restarted.read()).hasSize(DamagedSegments.ENTRIES - DamagedSegments.IN_RECORD);
            restarted.event("new", 1, T).flush();
            assertThat(restarted.read()).containsExactly(DamagedSegments.ENTRIES + " new 1.0@" + T);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(DamagedSegments.IN_RECORD);
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
        final Path original = journals.written();
        final byte[] bytes = Files.readAllBytes(original);
        final int end = DamagedSegments.lastByte(bytes) + 1;
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final long endNs = System.nanoTime() + time.toNanos();
        for (long round = 0; System.nanoTime() < endNs; round++) {
            final byte[] damaged = bytes.clone();
            for (int flips = random.nextInt(20); flips >= 0; flips--) {
                damaged[JournalDescriptor.SEGMENT_HEADER_LENGTH + random.nextInt(end)] = (byte) random.nextInt();
            }
            try (JournalFixture restarted = new JournalFixture(
                    journals.copyOf(original, damaged), random.nextInt(DamagedSegments.ENTRIES + 1))) {
                assertThat(restarted.read().size()).isLessThanOrEqualTo(DamagedSegments.ENTRIES);
            } catch (final RuntimeException | AssertionError escaped) {
                throw new AssertionError("seed " + seed + ", round " + round, escaped);
            }
        }
    }
}
