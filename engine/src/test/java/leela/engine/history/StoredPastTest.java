package leela.engine.history;

import static leela.engine.history.HistoryFixture.NOON_NS;
import static leela.engine.history.HistoryFixture.SECOND_NS;
import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.PastPoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoredPastTest {

    private static final long PATIENCE_NS = 20 * Clock.NANOS_PER_SECOND;

    private final HistoryFixture fixture = new HistoryFixture();
    private final Clock clock = new SystemClock();

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
        assertThat(past.gap()).isEqualTo("a series is filled from so many points at most");
    }

    @Test
    void shouldTellWhyHistoryCouldNotBeRead() {
        final PastPoints.Past past = past(new UnavailableHistory()).read(bytes("a"), 0, 1, 10);

        assertThat(past.count()).isZero();
        assertThat(past.gap()).isEqualTo("history could not be read: The store does not answer.");
    }

    @Test
    void shouldWaitUntilWhatWasPublishedIsWrittenAndRead() {
        final AtomicInteger asked = new AtomicInteger();
        final List<Runnable> written = new ArrayList<>();
        final AtomicInteger looks = new AtomicInteger();
        // the ring is full at first; reading comes up to the writing at the third look
        final StoredPast past = new StoredPast(
                fixture.history,
                then -> asked.incrementAndGet() > 2 && written.add(then),
                () -> {
                    written.forEach(Runnable::run);
                    written.clear();
                    return looks.incrementAndGet() < 5 ? Long.MAX_VALUE / 2 : -Clock.NANOS_PER_SECOND;
                },
                clock,
                PATIENCE_NS);

        assertThat(past.catchUp()).isTrue();
        assertThat(asked).hasValue(3);
        assertThat(looks).hasValueGreaterThanOrEqualTo(5);
    }

    @Test
    void shouldWaitNoLongerThanItHasPatience() {
        assertThat(new StoredPast(fixture.history, then -> false, () -> 0, clock, 5_000_000).catchUp())
                .isFalse();
        assertThat(new StoredPast(fixture.history, then -> true, () -> 0, clock, 5_000_000).catchUp())
                .isFalse();
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
        return new StoredPast(history, WriteBarrier.NONE, () -> 0, clock, PATIENCE_NS);
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
        @Override
        public Points points(final byte[] key, final long fromNs, final long toNs) {
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
