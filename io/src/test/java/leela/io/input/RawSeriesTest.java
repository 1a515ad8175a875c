package leela.io.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class RawSeriesTest {

    private final SeriesTable table = new SeriesTable(10_000, Counters.inMemory());
    private final RawSeries known = new RawSeries();

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
    void shouldForgetASeriesThatWasPurgedUntilItIsPutAgain() {
        final Series first = series("a");
        put(known, "a", first);
        assertThat(find(known, "a")).isSameAs(first);
        assertThat(table.tryRemove(first)).isTrue();
        assertThat(find(known, "a")).isNull();
        final Series second = series("a");
        put(known, "a", second);
        assertThat(find(known, "a")).isSameAs(second);
        assertThat(known.size()).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatIsAskedForWhenItIsFull() {
        final RawSeries small = new RawSeries(100 * 80);
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

    private void fill(final RawSeries small, final String prefix, final int count) {
        for (int i = 0; i < count; i++) {
            if (find(small, prefix + i) == null) {
                put(small, prefix + i, series(prefix + i));
            }
        }
    }

    private Series series(final String key) {
        return table.findOrCreate(new UnsafeBuffer(key.getBytes(UTF_8)), 0, key.length());
    }

    private static Series find(final RawSeries in, final String name) {
        final byte[] around = ("<" + name + ">").getBytes(UTF_8);
        return in.find(around, 1, around.length - 1);
    }

    private static void put(final RawSeries in, final String name, final Series series) {
        final byte[] around = ("<<" + name).getBytes(UTF_8);
        in.put(around, 2, around.length, series);
    }
}
