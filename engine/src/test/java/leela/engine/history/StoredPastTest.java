package leela.engine.history;

import static leela.engine.history.HistoryFixture.NOON_NS;
import static leela.engine.history.HistoryFixture.SECOND_NS;
import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.PastPoints;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoredPastTest {

    private static final long PATIENCE_NS = 20 * Clock.NANOS_PER_SECOND;

    private final HistoryFixture fixture = new HistoryFixture();
    private final Clock clock = new SystemClock();
    private final SeriesTable table = new SeriesTable(100, Counters.inMemory());

    @Test
    void shouldReadWhatIsStoredAndWhatIsStillInMemory() {
        points(0, 5);
        fixture.age();
        points(5, 8);
        fixture.work();

        final PastPoints.Past past = past(fixture.history).read(bytes("a"), NOON_NS + 2 * SECOND_NS, at(6), 100);

        assertThat(values(past)).containsExactly(2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(past.isWhole()).isTrue();
    }

    @Test
    void shouldGiveTheNewestWhereThereAreMoreThanAskedFor() {
        points(0, 5_000);
        fixture.work();

        final PastPoints.Past past = past(fixture.history).read(bytes("a"), 0, Long.MAX_VALUE, 10);

        assertThat(values(past)).containsExactly(4990., 4991., 4992., 4993., 4994., 4995., 4996., 4997., 4998., 4999.);
        assertThat(past.gap()).isEqualTo(PastPoints.Gap.LIMITED);
    }

    @Test
    void shouldTellThatHistoryCouldNotBeReadAndNotAskItAgainForAWhile() {
        final UnavailableHistory away = new UnavailableHistory();
        final StoredPast stored = past(away);
        final PastPoints.Past past = stored.read(bytes("a"), 0, 1, 10);

        assertThat(past.count()).isZero();
        assertThat(past.gap()).isEqualTo(PastPoints.Gap.UNAVAILABLE);
        assertThat(stored.read(bytes("b"), 0, 1, 10).gap()).isEqualTo(PastPoints.Gap.UNAVAILABLE);
        assertThat(away.asked).isEqualTo(1);
    }

    @Test
    void shouldNotWaitForAStoreThatTakesNothing() {
        final StoredPast.Progress failing = new StoredPast.Progress(then -> false, () -> 0, () -> true);

        assertThat(past(fixture.history, failing, PATIENCE_NS).catchUp()).isEqualTo(PastPoints.Gap.UNAVAILABLE);
    }

    @Test
    void shouldShowTheKeysThatSendFirst() {
        points(0, 1);
        fixture.work();
        table.findOrCreate(new UnsafeBuffer(bytes("b")), 0, 1).intervalMs(10_000);
        final List<String> shown = new ArrayList<>();

        final PastPoints.Gap gap = past(fixture.history)
                .keys((key, isSending, intervalMs) ->
                        shown.add(new String(key, StandardCharsets.UTF_8) + " " + isSending + " " + intervalMs));

        assertThat(gap).isEqualTo(PastPoints.Gap.NONE);
        assertThat(shown).containsExactly("b true 10000", "a false 0");
        assertThat(past(fixture.history).keys((key, isSending, intervalMs) -> false))
                .isEqualTo(PastPoints.Gap.LIMITED);
    }

    @Test
    void shouldWaitUntilWhatWasPublishedIsWrittenAndRead() {
        final AtomicInteger asked = new AtomicInteger();
        final List<Runnable> written = new ArrayList<>();
        final AtomicInteger looks = new AtomicInteger();
        // the ring is full at first; reading comes up to the writing at the third look
        final StoredPast.Progress progress = new StoredPast.Progress(
                then -> asked.incrementAndGet() > 2 && written.add(then),
                () -> {
                    written.forEach(Runnable::run);
                    written.clear();
                    return looks.incrementAndGet() < 5 ? Long.MAX_VALUE / 2 : -Clock.NANOS_PER_SECOND;
                },
                () -> false);

        assertThat(past(fixture.history, progress, PATIENCE_NS).catchUp()).isEqualTo(PastPoints.Gap.NONE);
        assertThat(asked).hasValue(3);
        assertThat(looks).hasValueGreaterThanOrEqualTo(5);
    }

    @Test
    void shouldWaitNoLongerThanItHasPatience() {
        for (final WriteBarrier barrier : List.<WriteBarrier>of(then -> false, then -> true)) {
            final StoredPast.Progress progress = new StoredPast.Progress(barrier, () -> 0, () -> false);
            assertThat(past(fixture.history, progress, 5_000_000).catchUp()).isEqualTo(PastPoints.Gap.BEHIND);
        }
    }

    private void points(final int from, final int to) {
        for (int i = from; i < to; i++) {
            fixture.log.event("a", i, at(i));
        }
    }

    private static long at(final int second) {
        return NOON_NS + second * SECOND_NS;
    }

    private StoredPast past(final History history) {
        return past(history, new StoredPast.Progress(WriteBarrier.NONE, () -> 0, () -> false), PATIENCE_NS);
    }

    private StoredPast past(final History history, final StoredPast.Progress progress, final long patienceNs) {
        return new StoredPast(history, table, progress, clock, SECOND_NS, patienceNs);
    }

    private static List<Double> values(final PastPoints.Past past) {
        final List<Double> values = new ArrayList<>();
        for (int i = 0; i < past.count(); i++) {
            assertThat(past.timesNs()[i]).isEqualTo(at((int) past.values()[i]));
            values.add(past.values()[i]);
        }
        return values;
    }

    private static final class UnavailableHistory implements History {
        private int asked;

        @Override
        public Points points(final byte[] key, final long fromNs, final long toNs) {
            asked++;
            throw new HistoryException("The store does not answer.", null);
        }

        @Override
        public Documents documents(final byte[] key, final long fromNs, final long toNs) {
            throw new AssertionError();
        }

        @Override
        public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> tagNames(final byte[] prefix, final int limit) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> spellings(final byte[] key, final int limit) {
            throw new AssertionError();
        }
    }
}
