package leela.engine.ring;

import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.SenderNames;
import leela.engine.series.Series;

/**
 * Which series changed their sender last, to tell a sender that moved from two that feed one series in turn, which are
 * counted as conflicting.
 * Thread: the producer's that owns it.
 * Memory: a place for {@link #KEPT} series, by their hash; one whose place is taken is told a change later.
 */
final class SenderTurns {

    private static final int KEPT = 256;

    private final Counters counters;
    private final Evidence evidence;
    private final Series[] changed = new Series[KEPT];
    private final int[] before = new int[KEPT];

    SenderTurns(final Counters counters, final Evidence evidence) {
        this.counters = counters;
        this.evidence = evidence;
    }

    /** The series has another sender now. Two threads that say so at once may each miss one change. */
    void goOver(final Series series, final int sender, final long nowNs) {
        final int from = series.sender();
        series.sender(sender);
        evidence.note(sender);
        if (from != SenderNames.NOBODY && isAgain(series, from, sender)) {
            counters.increment(EngineCounter.SAMPLES_CONFLICTING);
            evidence.conflict(EngineCounter.SAMPLES_CONFLICTING, nowNs, from, series.key());
        }
    }

    /** A series goes over from one sender to another; whether it had gone over from one of the two before. */
    private boolean isAgain(final Series series, final int from, final int to) {
        final int place = series.hash() & KEPT - 1;
        final boolean isAgain = changed[place] == series && (before[place] == from || before[place] == to);
        changed[place] = series;
        before[place] = from;
        return isAgain;
    }
}
