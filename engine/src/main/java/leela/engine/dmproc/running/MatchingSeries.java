package leela.adapters.chat;

import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.KeyPattern;

/**
 * How many of the series that the engine knows a pattern matches: what somebody wants to know who has just written one.
 * Thread: the directory's, which others wait for: so it stops after a moment.
 */
final class MatchingSeries {

    private static final int A_LOOK = 4096;
    private static final long PATIENCE_NS = Clock.NANOS_PER_SECOND / 2;

    private final SeriesTable table;
    private final Clock clock;

    /**
     * What was found.
     *
     * @param isAll whether there was time to look at all
     */
    record Count(int matching, boolean isAll) {}

    MatchingSeries(final SeriesTable table, final Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    Count matching(final KeyPattern pattern) {
        final int[] found = new int[1];
        final long beganNs = clock.ticksNs();
        int from = 0;
        while (from < table.capacity() && clock.ticksNs() - beganNs < PATIENCE_NS) {
            table.visit(from, A_LOOK, series -> found[0] += pattern.isFoundIn(series.key()) ? 1 : 0);
            from += A_LOOK;
        }
        return new Count(found[0], from >= table.capacity());
    }
}
