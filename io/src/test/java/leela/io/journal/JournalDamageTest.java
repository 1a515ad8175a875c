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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static int lastByte(final byte[] bytes) {
        int last = bytes.length - 1;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }
}
