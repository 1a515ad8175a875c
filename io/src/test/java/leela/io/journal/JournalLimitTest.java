package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At its limit the journal gives up what entries need the room of, and nothing for a start. */
final class JournalLimitTest {

    private static final long T = JournalFixture.NOW_NS;
    private static final String FILLER = "x".repeat(3000);

    @TempDir
    private Path directory;

    /** The store is away. The last file is as full as it may be: nearly empty, half, and nearly full. */
    @ParameterizedTest
    @ValueSource(ints = {1500, 1520, 1545, 1570})
    void shouldKeepEverythingHoweverOftenItIsStarted(final int entries) throws IOException {
        final List<String> expected = filled(entries);
        for (int start = 1; start <= 12; start++) {
            try (JournalFixture restarted = new JournalFixture(directory, 0)) {
                restarted.event("idle", start, T).flush();
                restarted.journal.work();
                expected.add("idle " + (double) start + "@" + T);

                assertThat(withoutPosition(restarted.read()))
                        .as("start " + start)
                        .isEqualTo(expected);
                assertThat(restarted.count(JournalCounter.DISCARDED_LIMIT)).isZero();
                assertThat(bytesOnDisk(directory)).isLessThanOrEqualTo(JournalFixture.SMALL_LIMIT);
            }
        }
    }

    @Test
    void shouldKeepEverythingHoweverOftenItIsKilled() throws IOException {
        final List<String> expected = filled(1520);
        Path home = directory;
        for (int start = 1; start <= 5; start++) {
            final Path left = Files.createDirectory(directory.resolve("kill" + start));
            try (JournalFixture restarted = new JournalFixture(home, 0)) {
                restarted.event("idle", start, T).flush();
                restarted.journal.work();
                expected.add("idle " + (double) start + "@" + T);
                assertThat(withoutPosition(restarted.read()))
                        .as("start " + start)
                        .isEqualTo(expected);
                assertThat(restarted.count(JournalCounter.DISCARDED_LIMIT)).isZero();
                for (final Path file : segments(home)) {
                    Files.copy(file, left.resolve(file.getFileName()));
                }
            }
            home = left;
        }
    }

    @Test
    void shouldReadWhatWasCutToWhatItHoldsWhenItsFirstHeaderIsDamaged() throws IOException {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).flush();
        }
        try (JournalFixture cut = new JournalFixture(directory, 0)) {
            assertThat(cut.read()).hasSize(1);
        }
        final Path segment = directory.resolve(JournalDescriptor.fileName(1));
        assertThat(segment).hasSize(JournalDescriptor.SHORTENED_UNIT);
        final byte[] bytes = Files.readAllBytes(segment);
        bytes[JournalDescriptor.FIRST_POSITION_OFFSET] ^= 1;
        Files.write(segment, bytes);
        try (JournalFixture damaged = new JournalFixture(directory, 0)) {
            assertThat(damaged.read()).containsExactly("0 a 1.0@" + T);
            damaged.event("a", 2, T).flush();
            assertThat(damaged.read()).containsExactly("1 a 2.0@" + T);
            assertThat(damaged.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    /** What the next start finds of so many entries. */
    private List<String> filled(final int entries) {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            for (int i = 0; i < entries; i++) {
                fixture.document("doc" + i, FILLER, T).flush();
                fixture.journal.work();
            }
            assertThat(fixture.count(JournalCounter.DISCARDED_LIMIT)).isPositive();
            return new ArrayList<>(withoutPosition(fixture.read()));
        }
    }

    private static List<String> withoutPosition(final List<String> shown) {
        return shown.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    private static long bytesOnDisk(final Path home) throws IOException {
        long sum = 0;
        for (final Path file : segments(home)) {
            sum += Files.size(file);
        }
        return sum;
    }

    private static List<Path> segments(final Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file ->
                            JournalDescriptor.numberOf(file.getFileName().toString()) >= 0)
                    .toList();
        }
    }
}
