package leela.engine.ring;

import leela.engine.series.Series;

/**
 * Which series changed their sender last, to tell a sender that moved from two that feed one series in turn.
 * Thread: the producer's that owns it.
 * Memory: a place for {@link #KEPT} series, by their hash; one whose place is taken is told a change later.
 */
final class SenderTurns {

    private static final int KEPT = 256;

    private final Series[] changed = new Series[KEPT];
    private final int[] before = new int[KEPT];

    /** A series goes over from one sender to another; whether it had gone over from one of the two before. */
    boolean isAgain(final Series series, final int from, final int to) {
        final int place = series.hash() & KEPT - 1;
        final boolean isAgain = changed[place] == series && (before[place] == from || before[place] == to);
        changed[place] = series;
        before[place] = from;
        return isAgain;
    }
}
