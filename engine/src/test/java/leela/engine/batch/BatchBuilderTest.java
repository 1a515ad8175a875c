package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.EntryLog;
import leela.engine.spi.StoreBatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a write of the store is made of, for entries that a log shows. */
final class BatchBuilderTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_795_383_559L * SECOND_NS;
    private static final int LIMIT = 100;

    private final ManualClock clock = new ManualClock(START_NS);
    private final Recent recent = new Recent(SECOND_NS, 0, new BatchLimits(1 << 16, 1 << 20, 0));
    private final ShownEntries log = new ShownEntries();
    private final BatchBuilder builder = new BatchBuilder(recent, clock, 7);
    private long markedPosition;

    BatchBuilderTest() {
        recent.keyCase(KeyCase.KEPT);
    }

    @Test
    void shouldTakeEachPointAlongOnceAndTellHowFarTheLogIsDone() {
        log.event("a", 1).event("b", 2).event("a", 3);
        final StoreBatch first = write(1);
        log.event("a", 4);
        final StoreBatch second = write(1);

        assertThat(first.chunks()).extracting(BatchBuilderTest::shown).containsExactlyInAnyOrder("a 2", "b 1");
        assertThat(first.mark().position()).isEqualTo(3);
        assertThat(second.chunks()).extracting(BatchBuilderTest::shown).containsExactly("a 1");
        assertThat(second.mark().position()).isEqualTo(4);
    }

    @Test
    void shouldListAKeyOnceADay() {
        log.event("a", 1);
        assertThat(keys(write(1))).containsExactly("a");
        log.event("a", 2).event("b", 3).document("a", 4);
        assertThat(keys(write(1))).containsExactly("b");
        log.event("a", 5);
        assertThat(keys(write(2))).as("the next day").containsExactly("a");
    }

    @Test
    void shouldListTheKeyOfSeveralDocumentsOnceAndTakeAllOfThem() {
        log.document("d", 1).document("d", 2).document("d", 3);
        final StoreBatch batch = write(1);

        assertThat(batch.documents()).hasSize(3);
        assertThat(batch.chunks()).isEmpty();
        assertThat(keys(batch)).containsExactly("d");
    }

    @Test
    void shouldGiveEachWriteAVersionAboveAllBeforeAlsoWhenTheClockIsSetBack() {
        final List<Long> versions = new ArrayList<>();
        for (final long step : new long[] {0, SECOND_NS, -3600 * SECOND_NS, 0, 7200 * SECOND_NS}) {
            clock.stepNs(step);
            log.event("a", 1);
            final StoreBatch batch = write(1);
            versions.add(batch.mark().version());
            assertThat(batch.chunks())
                    .allSatisfy(chunk ->
                            assertThat(chunk.version()).isEqualTo(batch.mark().version()));
        }

        assertThat(versions).isSorted().doesNotHaveDuplicates();
        assertThat(versions.get(0)).isEqualTo(START_NS);
        assertThat(versions.get(4)).isEqualTo(clock.timeNs());
    }

    @Test
    void shouldGoOnAboveTheVersionOfTheStoreWhenTheClockIsBehindIt() {
        final BatchBuilder behind = new BatchBuilder(recent, clock, START_NS + 3600 * SECOND_NS);

        assertThat(behind.nextVersion()).isEqualTo(START_NS + 3600 * SECOND_NS + StoreBatch.VERSION_STEP);
    }

    @Test
    void shouldTakeTheSameAlongAgainWhenTheStoreDidNotTakeIt() {
        log.event("a", 1).document("a", 2);
        recent.read(log, LIMIT, 0);
        final SealedHeads refused = sealed(1);
        builder.build(refused, 0);

        final StoreBatch again = builder.build(refused, 0);

        assertThat(again.chunks()).extracting(BatchBuilderTest::shown).containsExactly("a 1");
        assertThat(again.documents()).hasSize(1);
        assertThat(keys(again)).containsOnly("a");
    }

    /** One write of all that the log shows, which the store takes. */
    private StoreBatch write(final long day) {
        recent.read(log, LIMIT, 0);
        final SealedHeads due = sealed(day);
        final StoreBatch batch = builder.build(due, 0);
        recent.release(due);
        markedPosition = batch.mark().position();
        return batch;
    }

    private SealedHeads sealed(final long day) {
        final SealedHeads due = new SealedHeads(markedPosition);
        due.day(day);
        recent.seal(due, 1, LIMIT, log, 0);
        return due;
    }

    private static String shown(final StoreBatch.Chunk chunk) {
        return new String(chunk.key(), StandardCharsets.UTF_8) + " " + chunk.points();
    }

    private static List<String> keys(final StoreBatch batch) {
        return batch.keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }

    /** A log of what the test adds. */
    private static final class ShownEntries implements EntryLog {

        private record Shown(String key, long second, boolean isDocument) {}

        private final List<String> series = new ArrayList<>();
        private final List<Shown> waiting = new ArrayList<>();
        private long position;

        ShownEntries event(final String key, final long second) {
            waiting.add(new Shown(key, second, false));
            return this;
        }

        ShownEntries document(final String key, final long second) {
            waiting.add(new Shown(key, second, true));
            return this;
        }

        @Override
        public int poll(final Visitor visitor, final int limit) {
            for (final Shown one : waiting) {
                if (!series.contains(one.key())) {
                    series.add(one.key());
                }
                final int number = series.indexOf(one.key());
                final UnsafeBuffer key = new UnsafeBuffer(one.key().getBytes(StandardCharsets.UTF_8));
                visitor.onSeries(number, key, 0, key.capacity());
                final long timeNs = START_NS + one.second() * SECOND_NS;
                final boolean isTaken = one.isDocument()
                        ? visitor.onDocument(position, number, key, 0, key.capacity(), false, timeNs, timeNs)
                        : visitor.onEvent(position, number, one.second(), timeNs, timeNs);
                assertThat(isTaken).isTrue();
                position++;
            }
            final int shown = waiting.size();
            waiting.clear();
            return shown;
        }

        @Override
        public void resume(final long at) {
            position = at;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public long unread() {
            return waiting.size();
        }

        @Override
        public void acknowledge(final long to) {
            // nothing is kept
        }
    }
}
