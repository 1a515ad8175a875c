package leela.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.counters.Counters;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.io.http.status.Readiness;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Whether anybody may make a new series. */
final class SeriesRoomWatchTest {

    private static final int MOST = 2;

    private final ManualClock clock = new ManualClock(1_000_000_000L);
    private final SeriesTable table = new SeriesTable(MOST, Counters.inMemory());
    private final SeriesRoomWatch watch = new SeriesRoomWatch(table, clock);

    @Test
    void shouldSaySinceWhenNewSeriesOfAllAreRefusedWhoMadeMostAndWhatHelps() {
        assertThat(table.allowsNew(9, () -> "10.0.0.9", 1, clock.timeNs())).isTrue();
        make("a");
        watch.look();
        assertThat(watch.parts()).isEmpty();

        final Series last = make("b");
        watch.look();
        clock.set(8_000_000_000L);
        watch.look();
        assertThat(watch.parts())
                .containsExactly(new Readiness.Part(
                        "room for series",
                        false,
                        "new series of all senders are refused since 1970-01-01T00:00:01Z: There are as many series as"
                                + " engine.max_series allows, 2; 10.0.0.9 has made most within the hour, 1; stop who"
                                + " makes them, then leela delete --glob PATTERN gives their room back at once"));

        assertThat(table.tryRemove(last)).isTrue();
        watch.look();
        assertThat(watch.parts()).isEmpty();
    }

    private Series make(final String key) {
        return table.findOrCreate(new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8)), 0, 1);
    }
}
