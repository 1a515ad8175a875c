package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SeriesTableTest {

    private static final int MANY = 50_000;

    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(MANY, counters);

    @Test
    void shouldMakeASeriesOnceForEachKey() {
        final Series series = create("foo");

        assertThat(create("foo")).isSameAs(series);
        assertThat(find("foo")).isSameAs(series);
        assertThat(create("bar")).isNotSameAs(series);
        assertThat(TestKeys.text(series)).isEqualTo("foo");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void shouldTellWhichWereMadeLast() {
        for (int i = 0; i < 100; i++) {
            create("key" + i);
        }
        create("key99");
        assertThat(table.tryRemove(find("key98"))).isTrue();

        assertThat(table.newestFirst()).hasSize(NewestSeries.KEPT - 1);
        assertThat(table.newestFirst().stream().limit(2).map(TestKeys::text)).containsExactly("key99", "key97");
    }

    @Test
    void shouldGiveTheKeyOfASeriesToWhoHasTheSameKey() {
        final Series series = create("foo");
        final byte[] unknown = "bar".getBytes(ISO_8859_1);

        assertThat(table.sharedKey("foo".getBytes(ISO_8859_1))).isSameAs(series.key());
        assertThat(table.sharedKey(unknown)).isSameAs(unknown);
    }

    @Test
    void shouldFindNothingForAnUnknownKey() {
        create("foo");

        assertThat(find("fo")).isNull();
        assertThat(find("fooo")).isNull();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldFindASeriesWhateverCameBehindTheOneBeforeLastTime() {
        final Series first = create("first");
        final Series second = next(first, "second");

        assertThat(first.next()).isSameAs(second);
        assertThat(next(first, "second")).isSameAs(second);
        final Series third = next(first, "third");
        assertThat(find("third")).isSameAs(third);
        assertThat(first.next()).isSameAs(third);
        assertThat(next(first, "second")).isSameAs(second);
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void shouldNotGiveAPurgedSeriesForTheNext() {
        final Series first = create("first");
        final Series second = next(first, "second");
        second.next(first);
        table.tryRemove(second);

        assertThat(next(first, "second")).isNotSameAs(second).isSameAs(find("second"));
        assertThat(second.next()).as("what would keep others in memory").isNull();
    }

    @Test
    void shouldFindAKeyInAnyBufferAtAnyOffset() {
        final Series series = create("cpu-0.user");

        assertThat(table.find(TestKeys.direct("..cpu-0.user.."), 2, 10)).isSameAs(series);
        assertThat(table.find(TestKeys.inHeap("...cpu-0.user"), 3, 10)).isSameAs(series);
    }

    @Test
    void shouldKeepItsOwnCopyOfTheKey() {
        final UnsafeBuffer buffer = new UnsafeBuffer("foo".getBytes(ISO_8859_1));
        final Series series = table.findOrCreate(buffer, 0, 3);

        buffer.putByte(0, (byte) 'x');

        assertThat(TestKeys.text(series)).isEqualTo("foo");
        assertThat(find("foo")).isSameAs(series);
    }

    @Test
    void shouldTellApartKeysOfAnyBytes() {
        final Series zero = create("\0");
        final Series zeroes = create("\0\0");
        final Series high = create("\u00ff");

        assertThat(List.of(zero, zeroes, high)).doesNotHaveDuplicates();
        assertThat(find("\0")).isSameAs(zero);
        assertThat(find("\0\0")).isSameAs(zeroes);
        assertThat(find("\u00ff")).isSameAs(high);
    }

    @Test
    void shouldGrowAndLoseNothing() {
        final List<Series> made = createMany(MANY);

        assertThat(table.size()).isEqualTo(MANY);
        assertThat(table.capacity()).isBetween(2 * MANY, 8 * MANY);
        for (int i = 0; i < MANY; i++) {
            if (find("key" + i) != made.get(i)) {
                fail("key" + i + " was lost");
            }
        }
        assertThat(Set.copyOf(visited())).isEqualTo(Set.copyOf(made));
        assertThat(visited()).hasSize(MANY);
    }

    /** Whoever sends waits for each growth. */
    @Test
    void shouldGrowAFewSeriesAtATime() {
        int before = table.capacity();
        for (int i = 0; i < MANY; i++) {
            create("key" + i);
            assertThat(table.capacity() - before).isLessThan(MANY / 50);
            before = table.capacity();
        }
    }

    @Test
    void shouldRefuseNewKeysBeyondTheLimitAndKnowTheOldOnes() {
        final SeriesTable small = new SeriesTable(3, counters);
        final Series first = small.findOrCreate(TestKeys.direct("a"), 0, 1);
        small.findOrCreate(TestKeys.direct("b"), 0, 1);
        final Series third = small.findOrCreate(TestKeys.direct("c"), 0, 1);

        assertThat(third).isNotNull();
        assertThat(small.findOrCreate(TestKeys.direct("d"), 0, 1)).isNull();
        assertThat(small.findOrCreate(TestKeys.direct("a"), 0, 1)).isSameAs(first);

        assertThat(small.tryRemove(third)).isTrue();
        assertThat(small.findOrCreate(TestKeys.direct("d"), 0, 1)).isNotNull();
        assertThat(small.size()).isEqualTo(3);
    }

    @Test
    void shouldRefuseNewKeysBeyondTheBytesUntilSomeAreGivenBack() {
        final int each = SeriesLimits.bytes(1000);
        final SeriesTable small = new SeriesTable(new SeriesLimits(100, 3L * each, 100), counters);
        final Series first = createLong(small, 0);
        createLong(small, 1);
        createLong(small, 2);

        assertThat(small.bytes()).isEqualTo(3L * each);
        assertThat(createLong(small, 3)).isNull();
        assertThat(small.fullness()).startsWith("Live series have their share of the heap, " + 3 * each + " bytes");
        assertThat(createLong(small, 0)).isSameAs(first);

        assertThat(small.tryRemove(first)).isTrue();
        assertThat(small.bytes()).isEqualTo(2L * each);
        assertThat(createLong(small, 3)).isNotNull();
        assertThat(counters.read(EngineCounter.SERIES_BYTES)).isEqualTo(3L * each);
        assertThat(counters.read(EngineCounter.SERIES_MOST_BYTES)).isEqualTo(3L * each);
    }

    @Test
    void shouldChargeASeriesThatIsPutBackBeyondTheBytes() {
        final SeriesTable small = new SeriesTable(new SeriesLimits(100, SeriesLimits.bytes(1000), 100), counters);
        final Series first = createLong(small, 0);
        small.tryRemove(first);
        createLong(small, 1);

        small.restore(first);

        assertThat(small.bytes()).isEqualTo(2L * SeriesLimits.bytes(1000));
    }

    @Test
    void shouldNameTheNumberWhereThatIsTheBound() {
        final SeriesTable small = new SeriesTable(new SeriesLimits(1, 1 << 20, 100), counters);
        createLong(small, 0);

        assertThat(createLong(small, 1)).isNull();
        assertThat(small.fullness()).isEqualTo("There are as many series as engine.max_series allows, 1");
    }

    private static Series createLong(final SeriesTable small, final int number) {
        final byte[] key = new byte[1000];
        Arrays.fill(key, (byte) 'k');
        key[999] = (byte) number;
        return small.findOrCreate(new UnsafeBuffer(key), 0, key.length);
    }

    @Test
    void shouldForgetARemovedSeriesAndMakeAnotherForItsKey() {
        final Series series = create("foo");

        assertThat(table.tryRemove(series)).isTrue();

        assertThat(series.isPurged()).isTrue();
        assertThat(find("foo")).isNull();
        assertThat(table.size()).isZero();
        assertThat(create("foo")).isNotSameAs(series);
    }

    @Test
    void shouldRemoveASeriesOnce() {
        final Series series = create("foo");
        table.tryRemove(series);

        assertThat(table.tryRemove(series)).isFalse();
        assertThat(table.tryRemove(Series.detached("bar".getBytes(ISO_8859_1)))).isFalse();
        assertThat(table.size()).isZero();
        assertThat(counters.read(EngineCounter.SERIES_PURGED)).isEqualTo(1);
    }

    @Test
    void shouldFindTheOthersBehindARemovedOne() {
        final List<Series> made = createMany(2_000);
        for (int i = 0; i < made.size(); i += 2) {
            table.tryRemove(made.get(i));
        }
        for (int i = 0; i < made.size(); i++) {
            assertThat(find("key" + i)).isSameAs(i % 2 == 0 ? null : made.get(i));
        }
    }

    @Test
    void shouldPutARemovedSeriesBackWhenItsKeyIsFree() {
        final Series series = create("foo");
        table.tryRemove(series);

        assertThat(table.restore(series)).isSameAs(series);

        assertThat(series.isPurged()).isFalse();
        assertThat(find("foo")).isSameAs(series);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSuccessorOfARemovedSeries() {
        final Series removed = create("foo");
        table.tryRemove(removed);
        final Series successor = create("foo");

        assertThat(table.restore(removed)).isSameAs(successor);

        assertThat(removed.isPurged()).isTrue();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldRestoreOnceThoughAskedTwice() {
        final Series series = create("foo");
        table.tryRemove(series);

        assertThat(table.restore(series)).isSameAs(table.restore(series));

        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldNotGrowWhenSeriesComeAndGo() {
        final int capacity = table.capacity();
        for (int i = 0; i < 20 * capacity; i++) {
            table.tryRemove(create("key" + i));
        }
        assertThat(table.capacity()).isEqualTo(capacity);
        assertThat(table.places()).isEqualTo(1);
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldBalanceItsCounters() {
        final List<Series> made = createMany(10);
        made.subList(0, 4).forEach(table::tryRemove);
        table.restore(made.get(0));

        assertThat(counters.read(EngineCounter.SERIES)).isEqualTo(7);
        assertThat(counters.read(EngineCounter.SERIES_CREATED) - counters.read(EngineCounter.SERIES_PURGED))
                .isEqualTo(7);
    }

    @Test
    void shouldVisitPartByPart() {
        final List<Series> made = createMany(100);
        final List<Series> seen = new ArrayList<>();
        for (int from = 0; from < table.places(); from += 7) {
            table.visit(from, 7, seen::add);
        }
        table.visit(table.places(), 7, seen::add);

        assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void shouldRefuseALimitThatFitsNoArray() {
        assertThatThrownBy(() -> new SeriesTable(0, counters))
                .hasMessage("engine.max_series: 0 (expected: 1-268435456)");
        assertThatThrownBy(() -> new SeriesTable(SeriesLimits.MAX_SERIES + 1, counters))
                .hasMessage("engine.max_series: 268435457 (expected: 1-268435456)");
    }

    private List<Series> createMany(final int count) {
        final List<Series> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(create("key" + i));
        }
        return made;
    }

    private List<Series> visited() {
        final List<Series> seen = new ArrayList<>();
        table.visit(0, table.places(), seen::add);
        return seen;
    }

    private Series next(final Series previous, final String key) {
        create(key);
        return table.findNext(previous, TestKeys.direct(key), 0, key.length());
    }

    private Series create(final String key) {
        final DirectBuffer buffer = TestKeys.direct(key);
        return table.findOrCreate(buffer, 0, buffer.capacity());
    }

    private Series find(final String key) {
        final DirectBuffer buffer = TestKeys.direct(key);
        return table.find(buffer, 0, buffer.capacity());
    }
}
