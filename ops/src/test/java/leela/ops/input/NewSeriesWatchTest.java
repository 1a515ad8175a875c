package leela.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesLimits;
import leela.engine.series.SeriesTable;
import leela.io.http.status.Readiness;
import org.junit.jupiter.api.Test;

/** Senders on the way to the end of their share. */
final class NewSeriesWatchTest {

    private static final int MOST = 100;

    private final SystemClock clock = new SystemClock();
    private final SeriesTable table = new SeriesTable(new SeriesLimits(1000, 1 << 20, MOST), Counters.inMemory());
    private final NewSeriesWatch watch = new NewSeriesWatch(table, clock);

    @Test
    void shouldNameASenderOnceItHasMadeATenthOfWhatItMay() {
        make(MOST / 10 - 1);
        watch.look();
        assertThat(watch.parts()).isEmpty();

        make(1);
        watch.look();
        assertThat(watch.parts())
                .containsExactly(new Readiness.Part(
                        "new series",
                        true,
                        "10.0.0.9 has made 10 within the hour, of 100 that one may; leela top names all"));
    }

    @Test
    void shouldSayThatASenderIsRefusedOnceItHasUsedItsShare() {
        make(MOST);
        assertThat(watch.parts())
                .singleElement()
                .satisfies(part -> assertThat(part.state())
                        .isEqualTo("10.0.0.9 has made 100 within the hour, of 100 that one may, and its further ones"
                                + " are refused; leela top names all"));
    }

    private void make(final int series) {
        for (int i = 0; i < series; i++) {
            assertThat(table.allowsNew(9, () -> "10.0.0.9", 1, clock.timeNs())).isTrue();
        }
    }
}
