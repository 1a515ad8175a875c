package leela.engine.dmproc.figures;

import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.KeyPattern;

/**
 * How many of the series that the engine knows a pattern matches: what somebody wants to know who has just written one.
 * Thread: any; others may wait for it, so it stops after a moment.
 */
public final class MatchingSeries {

    /** Series between two looks at the clock: a slow expression takes milliseconds for each. */
    private static final int A_LOOK = 64;

    private static final long PATIENCE_NS = Clock.NANOS_PER_SECOND / 2;

    private final SeriesTable table;
    private final Clock clock;

    /**
     * What was found.
     *
     * @param isAll whether there was time to look at all
     */
    public record Count(int matching, boolean isAll) {}

    public MatchingSeries(final SeriesTable table, final Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Counts, for half a second at most but for one slow step. */
    public Count matching(final KeyPattern pattern) {
        final int[] found = new int[1];
        final long beganNs = clock.ticksNs();
        int from = 0;
        while (from < table.places() && clock.ticksNs() - beganNs < PATIENCE_NS) {
            table.visit(from, A_LOOK, series -> found[0] += pattern.isFoundIn(series.key()) ? 1 : 0);
            from += A_LOOK;
        }
        return new Count(found[0], from >= table.places());
    }
}
