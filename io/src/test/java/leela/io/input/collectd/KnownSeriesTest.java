package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

/** What is found is the series of that identity, or nothing. */
class KnownSeriesTest {

    private static final int FEW = 10_000;
    private static final int MANY = 600_000;

    private final KnownSeries known = new KnownSeries();

    @Test
    void shouldFindEachSeriesByItsIdentity() {
        for (int i = 0; i < FEW; i++) {
            known.put(hash(i), i, 2, 3, 4, series(i));
        }
        int found = 0;
        for (int i = 0; i < FEW; i++) {
            final Series series = known.find(hash(i), i, 2, 3, 4);
            if (series != null) {
                assertThat(series).hasToString(Integer.toString(i));
                found++;
            }
        }
        assertThat(found).isGreaterThan(FEW * 99 / 100);
    }

    @Test
    void shouldCompareEveryWord() {
        known.put(7, 1, 2, 3, 4, series(0));
        assertThat(known.find(7, 1, 2, 3, 4)).isNotNull();
        assertThat(known.find(7, 0, 2, 3, 4)).isNull();
        assertThat(known.find(7, 1, 0, 3, 4)).isNull();
        assertThat(known.find(7, 1, 2, 0, 4)).isNull();
        assertThat(known.find(7, 1, 2, 3, 0)).isNull();
    }

    @Test
    void shouldPutANewSeriesInTheOldOnesPlace() {
        known.put(7, 1, 2, 3, 4, series(1));
        known.put(7, 1, 2, 3, 4, series(2));
        assertThat(known.find(7, 1, 2, 3, 4)).hasToString("2");
        known.clear();
        assertThat(known.find(7, 1, 2, 3, 4)).isNull();
    }

    @Test
    void shouldTellTheTruthWhenThereIsNoRoomLeft() {
        for (int i = 0; i < MANY; i++) {
            known.put(hash(i), i, 2, 3, 4, series(i));
            assertThat(known.find(hash(i), i, 2, 3, 4)).hasToString(Integer.toString(i));
        }
        for (int i = 0; i < MANY; i++) {
            final Series series = known.find(hash(i), i, 2, 3, 4);
            assertThat(series == null || series.toString().equals(Integer.toString(i)))
                    .isTrue();
        }
    }

    private static Series series(final int i) {
        return Series.detached(Integer.toString(i).getBytes(US_ASCII));
    }

    private static int hash(final int i) {
        return (int) (i * 0x9e3779b97f4a7c15L >>> Integer.SIZE);
    }
}
