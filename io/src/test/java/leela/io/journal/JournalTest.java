package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal keeps what passed the ring, in order, across restarts, within its limit. */
final class JournalTest {

    private static final long T = JournalFixture.NOW_NS;

    @TempDir
    private Path directory;

    @Test
    void shouldAskForLessTheLongerTheDiskRefuses() throws IOException {
        final Path used = directory.resolve("journal");
        final Path away = directory.resolve("away");
        try (JournalFixture fixture = new JournalFixture(used, 0, 1L << 30)) {
            fixture.event("a", 1, T).flush();
            Files.move(used, away);
            for (int i = 0; i < 5; i++) {
                fixture.clock.advanceNs(2_000_000_000L);
                fixture.journal.work();
                assertThat(fixture.journal.state().nextRefusal()).hasValueSatisfying(refusal -> {
                    assertThat(refusal.cause()).isEqualTo(JournalRefusal.Cause.FAULT);
                    assertThat(refusal.sinceNs())
                            .as("since the first")
                            .isEqualTo(T + 2_000_000_000L + JournalHandler.HOLD_NS);
                });
                assertThat(fixture.journal.state().refusal())
                        .as("there is room in the files that are there")
                        .isEmpty();
            }
            final Path newest = newest(away);
            Files.move(away, used);
            fixture.clock.advanceNs(2_000_000_000L);
            fixture.journal.work();

            assertThat(fixture.journal.state().nextRefusal()).isEmpty();
            assertThat(Files.size(newest(used))).isLessThan(Files.size(used.resolve(newest.getFileName())));
        }
    }

    private static Path newest(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            JournalDescriptor.numberOf(file.getFileName().toString()) >= 0)
                    .max(Comparator.comparing(file ->
                            JournalDescriptor.numberOf(file.getFileName().toString())))
                    .orElseThrow();
        }
    }

    @Test
    void shouldTellTheNamesAgainThatTheVisitorHasLetGoOf() {
        final String longest = "k".repeat(1024);
        final String shortest = "s";
        final String middle = "m".repeat(128);
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event(longest, 1, T).event(shortest, 2, T).flush();
            fixture.event(middle, 3, T).document(shortest, "{}", T).flush();
            assertThat(fixture.read()).hasSize(4);
            fixture.visitor.forget();
            fixture.event(longest, 4, T).document(middle, "{}", T).flush();
            fixture.event(shortest, 5, T).flush();
            assertThat(fixture.read())
                    .containsExactly(
                            "4 " + longest + " 4.0@" + T, "5 " + middle + " {}@" + T, "6 " + shortest + " 5.0@" + T);
        }
    }

    @Test
    void shouldShowEventsAndDocumentsInOrderWithEveryKindOfValue() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1.5, T)
                    .event("b", Math.PI, T + 1)
                    .event("a", 0.0, T)
                    .event("c", Double.NaN, 0)
                    .event("b", -0.0, T)
                    .document("d", "{\"x\":1}", T - 5)
                    .notice("d", "7", T - 5)
                    .event("a", 100, T + 7)
                    .event("a", (float) 0.1, T)
                    .flush();
            assertThat(fixture.read())
                    .containsExactly(
                            "0 a 1.5@" + T,
                            "1 b 3.141592653589793@" + (T + 1),
                            "2 a 0.0@" + T,
                            "3 c NaN@0",
                            "4 b -0.0@" + T,
                            "5 d {\"x\":1}@" + (T - 5),
                            "6 d 7 beside others@" + (T - 5),
                            "7 a 100.0@" + (T + 7),
                            "8 a 0.10000000149011612@" + T);
            assertThat(fixture.read()).isEmpty();
            fixture.event("b", 2, T).flush();
            assertThat(fixture.read()).containsExactly("9 b 2.0@" + T);
        }
    }

    @Test
    void shouldFindOutByItselfThatTheDiskTakesEntriesAgain() throws IOException {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).flush();
            fixture.journal.sync().active().close();
            fixture.event("a", 2, T).flush();
            assertThat(fixture.count(JournalCounter.DISCARDED_DISK)).isEqualTo(1);
            assertThat(fixture.journal.state().refusal()).isPresent();
            fixture.journal.work();
            fixture.tick();
            assertThat(fixture.journal.state().refusal()).isPresent();
            fixture.clock.advanceNs(1_000_000_000L);
            fixture.tick();
            assertThat(fixture.journal.state().refusal()).isEmpty();
        }
    }

    @Test
    void shouldSayWhenAllThatWasThereHasBeenRead() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            assertThat(fixture.journal.state().isRecovered()).isTrue();
            fixture.event("a", 1, T).flush();
            fixture.event("a", 2, T).flush();
            assertThat(fixture.journal.state().isRecovered()).isTrue();
        }
        try (JournalFixture restarted = new JournalFixture(directory, 0)) {
            assertThat(restarted.journal.state().isRecovered()).isFalse();
            restarted.journal.reader().poll(restarted.visitor, 1);
            assertThat(restarted.journal.state().isRecovered()).isFalse();
            restarted.read();
            assertThat(restarted.journal.state().isRecovered()).isTrue();
        }
        try (JournalFixture stored = new JournalFixture(directory, 2)) {
            assertThat(stored.journal.state().isRecovered()).isTrue();
        }
    }

    @Test
    void shouldShowNothingBeforeTheBatchEnds() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T);
            assertThat(fixture.read()).isEmpty();
        }
    }

    @Test
    void shouldShowAfterARestartExactlyWhatTheBackendHasNotAcknowledged() {
        final int entries = 40;
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            for (int i = 0; i < entries; i++) {
                fixture.event("key" + i % 7, i, T + i);
                if (i % 5 == 4) {
                    fixture.flush();
                }
            }
        }
        for (int from = 0; from <= entries; from++) {
            try (JournalFixture restarted = new JournalFixture(directory, from)) {
                final List<String> expected = new ArrayList<>();
                for (int i = from; i < entries; i++) {
                    expected.add(i + " key" + i % 7 + " " + (double) i + "@" + (T + i));
                }
                assertThat(restarted.read()).as("from " + from).isEqualTo(expected);
                assertThat(restarted.count(JournalCounter.RECOVERED)).isEqualTo(entries - from);
                assertThat(restarted.count(JournalCounter.WAITING)).isEqualTo(entries - from);
            }
        }
    }

    @Test
    void shouldContinueItsPositionsAfterARestart() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).event("b", 2, T).flush();
        }
        try (JournalFixture restarted = new JournalFixture(directory, 1)) {
            restarted.event("a", 3, T).flush();
            assertThat(restarted.read()).containsExactly("1 b 2.0@" + T, "2 a 3.0@" + T);
            restarted.journal.reader().acknowledge(3);
            assertThat(restarted.count(JournalCounter.STORED)).isEqualTo(2);
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldNeverReuseAPositionThatTheBackendHasSeen() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).flush();
        }
        try (JournalFixture restarted = new JournalFixture(directory, 100)) {
            restarted.event("a", 2, T).flush();
            assertThat(restarted.read()).containsExactly("100 a 2.0@" + T);
            assertThat(restarted.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
        try (JournalFixture again = new JournalFixture(directory, 0)) {
            assertThat(again.count(JournalCounter.WAITING))
                    .as("the first was acknowledged by the 100")
                    .isEqualTo(1);
            assertThat(again.read()).containsExactly("100 a 2.0@" + T);
            assertThat(again.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
            again.journal.reader().acknowledge(101);
            assertThat(again.count(JournalCounter.STORED)).isEqualTo(1);
            assertThat(again.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldRemoveSegmentsThatWereAcknowledged() throws IOException {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            assertThat(fill(fixture, 3)).isEqualTo(fixture.read().size());
            final long before = segmentsOnDisk();
            fixture.journal.reader().acknowledge(fixture.journal.reader().position());
            fixture.journal.work();
            assertThat(segmentsOnDisk()).isLessThan(before).isEqualTo(3);
        }
    }

    @Test
    void shouldGiveUpTheOldestAtItsLimitAndCountEachEntry() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            final long written = fill(fixture, 30);
            final List<String> left = fixture.read();
            final long givenUp = fixture.count(JournalCounter.DISCARDED_LIMIT);
            assertThat(givenUp).isPositive();
            assertThat(left).hasSize((int) (written - givenUp));
            assertThat(left.get(left.size() - 1)).startsWith(written - 1 + " ");
            fixture.journal.reader().acknowledge(written);
            assertThat(fixture.count(JournalCounter.STORED)).isEqualTo(written - givenUp);
            assertThat(fixture.count(JournalCounter.WAITING)).isZero();
            assertThat(fixture.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    @Test
    void shouldLeaveASegmentThatIsGivenUpWhileItIsRead() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("first", 1, T).flush();
            assertThat(fixture.read()).hasSize(1);
            final long written = fill(fixture, 30);
            final List<String> left = fixture.read();
            final long givenUp = fixture.count(JournalCounter.DISCARDED_LIMIT);
            assertThat(left).as("the first was read before").hasSize((int) (written - givenUp));
            fixture.journal.reader().acknowledge(1 + written);
            assertThat(fixture.count(JournalCounter.STORED)).isEqualTo(1 + written - givenUp);
            assertThat(fixture.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldFindAtTheNextStartWhatWasGivenUpWhileOnlyMemoryHadIt() {
        final long written;
        final long read;
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            final long first = fill(fixture, 4);
            read = fixture.read().size();
            written = first + fill(fixture, 40);
            assertThat(fixture.count(JournalCounter.DISCARDED_LIMIT)).isPositive();
        }
        try (JournalFixture restarted = new JournalFixture(directory, read / 2)) {
            final List<String> left = restarted.read();
            assertThat(restarted.count(JournalCounter.DISCARDED_LIMIT)).isEqualTo(written - read / 2 - left.size());
            restarted.journal.reader().acknowledge(written);
            assertThat(restarted.count(JournalCounter.STORED)).isEqualTo(left.size());
            assertThat(restarted.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldShowARecordAgainThatTheReaderFailedToTake() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).event("b", 2, T).event("a", 3, T).flush();
            fixture.event("a", 4, T).flush();
            fixture.visitor.failAt(1);
            assertThatThrownBy(fixture::read).isInstanceOf(OutOfMemoryError.class);
            fixture.visitor.take();
            assertThat(fixture.read()).containsExactly("0 a 1.0@" + T, "1 b 2.0@" + T, "2 a 3.0@" + T, "3 a 4.0@" + T);
            assertThat(fixture.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
        }
    }

    @Test
    void shouldCountTheEntriesOfASegmentThatSomebodyDeleted() throws IOException {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            final long written = fill(fixture, 3);
            Files.delete(directory.resolve(JournalDescriptor.fileName(2)));
            final List<String> left = fixture.read();
            assertThat(left).hasSizeLessThan((int) written);
            assertThat(fixture.count(JournalCounter.DISCARDED_DAMAGE)).isEqualTo(written - left.size());
            fixture.journal.reader().acknowledge(written);
            assertThat(fixture.count(JournalCounter.WAITING)).isZero();
        }
    }

    @Test
    void shouldNameSeriesAnewInEachSegmentSoThatItCanBeReadAlone() {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            final long first = fill(fixture, 1) / 2;
            fixture.event("last", 1, T).flush();
            fixture.journal.reader().acknowledge(first);
        }
        try (JournalFixture restarted = new JournalFixture(directory, 0)) {
            final List<String> shown = restarted.read();
            assertThat(shown)
                    .noneMatch(line -> line.contains("null"))
                    .last()
                    .asString()
                    .contains(" last 1.0@");
            assertThat(shown).extracting(line -> line.split(" ")[1]).contains("doc0", "doc1", "doc2");
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherJournalUses() {
        try (JournalFixture first = new JournalFixture(directory, 0)) {
            assertThat(first.read()).isEmpty();
            assertThatThrownBy(() -> new JournalFixture(directory, 0))
                    .isInstanceOf(JournalException.class)
                    .hasMessage("The journal in " + directory + " is in use by another process.");
        }
    }

    @Test
    void shouldLeaveNothingBehindButWhatWasWritten() throws IOException {
        try (JournalFixture fixture = new JournalFixture(directory, 0)) {
            fixture.event("a", 1, T).flush();
        }
        assertThat(segmentsOnDisk()).isEqualTo(1);
    }

    /** Writes some {@code segments} full; how many entries that were. */
    private static long fill(final JournalFixture fixture, final int segments) {
        final long wanted = (long) segments * JournalDescriptor.SEGMENT_UNIT;
        final String filler = "x".repeat(3000);
        long entries = 0;
        while (fixture.count(JournalCounter.BYTES) < wanted) {
            fixture.document("doc" + entries % 3, filler, T + entries).flush();
            entries++;
            if (entries % 20 == 0) {
                fixture.journal.work();
            }
        }
        return entries;
    }

    private long segmentsOnDisk() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg")).count();
        }
    }
}
