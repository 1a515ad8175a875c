package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** What people are told of what the backend has still to take, round by round of a second each. */
final class BacklogTest {

    private static final long START_NS = 1_795_383_559_000_000_000L;
    private static final int LENGTH = 1 << 20;
    private static final int RATE = 1000;

    private final ManualClock clock = new ManualClock(START_NS);
    private final Counters counters = Counters.inMemory();
    private final SegmentCatalog catalog = new SegmentCatalog();
    private final JournalLedger ledger = new JournalLedger(counters);
    private final SegmentCatalog.Entry segment = catalog.add(new SegmentCatalog.Entry(1, Path.of("1"), LENGTH, 0));
    private long free = Long.MAX_VALUE;
    private final JournalRoom room = new JournalRoom(() -> free, 4L * LENGTH);
    private final Backlog backlog = new Backlog(room, catalog, ledger, clock, counters);
    private long position;

    @Test
    void shouldTellTheAgeOfTheOldestThatIsNotAcknowledged() {
        rounds(10);
        assertThat(counters.read(JournalCounter.OLDEST_MS)).isEqualTo(9000);

        ledger.acknowledge(4);
        rounds(1);
        assertThat(counters.read(JournalCounter.OLDEST_MS)).isEqualTo(6000);

        ledger.acknowledge(position);
        backlog.work();
        assertThat(counters.read(JournalCounter.OLDEST_MS)).isZero();
        assertThat(counters.read(JournalCounter.WAITING_BYTES)).isZero();
    }

    @Test
    void shouldTellTheAgeOfWhatAnEarlierProcessLeft() {
        segment.written(500, 5);
        backlog.begin(5, START_NS - 60 * Clock.NANOS_PER_SECOND);
        backlog.work();

        assertThat(counters.read(JournalCounter.OLDEST_MS)).isEqualTo(60_000);
        assertThat(counters.read(JournalCounter.WAITING_BYTES)).isEqualTo(500);
    }

    @Test
    void shouldTellTheAgeStillWhenItHasGoneOnForHours() {
        rounds(20_000);

        assertThat(counters.read(JournalCounter.OLDEST_MS)).isEqualTo(19_999_000);
        ledger.acknowledge(10_000);
        backlog.work();
        assertThat(counters.read(JournalCounter.OLDEST_MS))
                .as("notes are further apart by now")
                .isBetween(9_980_000L, 10_000_000L);
    }

    @Test
    void shouldTellForHowManySecondsTheLimitCoversAnOutageAtTheRateOfNow() {
        rounds(10);
        assertThat(counters.read(JournalCounter.COVERED_S)).isEqualTo(3L * LENGTH / RATE);
    }

    @Test
    void shouldTellWhatTheDiskCoversWhereThatIsLess() {
        free = 100 * RATE;
        rounds(10);
        assertThat(counters.read(JournalCounter.COVERED_S)).isEqualTo(100);

        free = 0;
        rounds(1);
        assertThat(counters.read(JournalCounter.COVERED_S)).isZero();
    }

    @Test
    void shouldPromiseNothingBeforeItKnowsARate() {
        backlog.work();
        assertThat(counters.read(JournalCounter.COVERED_S)).isZero();
    }

    /** Each second an entry comes, of as many bytes as the rate says. */
    private void rounds(final int count) {
        for (int i = 0; i < count; i++) {
            clock.advanceNs(Clock.NANOS_PER_SECOND);
            position++;
            ledger.appended(1, RATE);
            segment.written((int) Math.min(LENGTH, position * RATE), position);
            backlog.work();
        }
    }
}
