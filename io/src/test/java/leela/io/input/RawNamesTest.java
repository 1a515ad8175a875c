package leela.io.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class RawNamesTest {

    private final SeriesTable table = new SeriesTable(10_000, Counters.inMemory());
    private final RawNames<Series> known = new RawNames<>();

    @Test
    void shouldFindWhatWasPutWhateverTheOrder() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, Series> all = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            final String name = "labels" + random.nextInt(5_000);
            assertThat(find(known, name)).as("%s, seed %d", name, seed).isSameAs(all.get(name));
            if (!all.containsKey(name)) {
                all.put(name, series(name));
                put(known, name, all.get(name));
            }
        }
        assertThat(known.size()).isEqualTo(all.size());
        assertThat(find(known, "label")).isNull();
    }

    @Test
    void shouldKnowWhatComesNextByItsBytesAlone() {
        final UnsafeBuffer all = new UnsafeBuffer("onetwothree,".getBytes(UTF_8));
        put(known, "one", series("one"));
        put(known, "two", series("two"));
        put(known, "three", series("three"));
        assertThat(known.findExpected(all, 0, all.capacity())).isNull();
        assertThat(known.find(all, 0, 3)).isNotNull();
        assertThat(known.findExpected(all, 3, all.capacity())).isNull();
        assertThat(known.find(all, 3, 6)).isNotNull();
        assertThat(known.find(all, 6, 11)).isNotNull();
        assertThat(known.find(all, 0, 3)).isNotNull();

        assertThat(known.findExpected(all, 3, all.capacity())).isEqualTo(series("two"));
        assertThat(known.length()).isEqualTo(3);
        assertThat(known.findExpected(all, 3, all.capacity()))
                .as("another is expected")
                .isNull();
        assertThat(known.findExpected(all, 6, all.capacity())).isEqualTo(series("three"));
        assertThat(known.findExpected(all, 0, 3)).as("cut short").isNull();
    }

    @Test
    void shouldReplaceWhatIsNamed() {
        final Series first = series("a");
        put(known, "a", first);
        assertThat(table.tryRemove(first)).isTrue();
        final Series second = series("a");
        put(known, "a", second);
        assertThat(find(known, "a")).isSameAs(second);
        assertThat(known.size()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoMoreThanItMayThoughValuesGrow() {
        final RawNames<Series> small = new RawNames<>(1000);
        final UnsafeBuffer name = new UnsafeBuffer(new byte[] {1});
        small.put(name, 0, 1, series("a"), 100);
        small.put(name, 0, 1, series("b"), 2000);
        assertThat(small.find(name, 0, 1)).isEqualTo(series("a"));
        small.put(name, 0, 1, series("b"), 900);
        assertThat(small.find(name, 0, 1)).isEqualTo(series("b"));
    }

    @Test
    void shouldKeepWhatIsAskedForWhenItIsFull() {
        final RawNames<Series> small = new RawNames<>(100 * 80);
        fill(small, "old", 1000);
        final int full = small.size();
        assertThat(full).isBetween(95, 105);
        for (int round = 0; round < 20; round++) {
            fill(small, "old", 1000);
        }
        assertThat(find(small, "old0")).isNotNull();
        assertThat(small.size()).isEqualTo(full);
        for (int round = 0; round < 20; round++) {
            fill(small, "new", 1000);
        }
        assertThat(find(small, "old0")).isNull();
        assertThat(small.size()).isBetween(95, 105);
    }

    private void fill(final RawNames<Series> small, final String prefix, final int count) {
        for (int i = 0; i < count; i++) {
            if (find(small, prefix + i) == null) {
                put(small, prefix + i, series(prefix + i));
            }
        }
    }

    private Series series(final String key) {
        return table.findOrCreate(new UnsafeBuffer(key.getBytes(UTF_8)), 0, key.length());
    }

    private static Series find(final RawNames<Series> in, final String name) {
        final byte[] around = ("<" + name + ">").getBytes(UTF_8);
        final Series found = in.find(new UnsafeBuffer(around), 1, around.length - 1);
        final UnsafeBuffer outsideOfTheHeap = new UnsafeBuffer(ByteBuffer.allocateDirect(around.length));
        outsideOfTheHeap.putBytes(0, around);
        assertThat(in.find(outsideOfTheHeap, 1, around.length - 1)).isSameAs(found);
        return found;
    }

    private static void put(final RawNames<Series> in, final String name, final Series series) {
        final UnsafeBuffer around = new UnsafeBuffer(("<<" + name).getBytes(UTF_8));
        in.put(around, 2, around.capacity(), series, 0);
    }
}
