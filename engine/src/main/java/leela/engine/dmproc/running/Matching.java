package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import leela.engine.runtime.WorkShare;
import leela.engine.series.Series;

/**
 * Standing queries in the order they were started, and which of them a series has met. A series meets them one after
 * another; where the time for it is used up, the rest wait for one of its next events.
 * Thread: the query thread.
 * Memory: nothing but the list.
 */
final class Matching {

    /** Takes a query that a series meets. */
    interface Meeting {
        void meet(Series series, StandingQuery query);
    }

    private final WorkShare share;
    private final Meeting meeting;
    private final List<StandingQuery> queries = new ArrayList<>();
    /** How many queries were started so far; two thousand million would take years. */
    private int generation;

    Matching(final WorkShare share, final Meeting meeting) {
        this.share = share;
        this.meeting = meeting;
    }

    /** What a series has met that has met all. */
    int generation() {
        return generation;
    }

    List<StandingQuery> queries() {
        return queries;
    }

    /** Whether one of them was refused room. */
    boolean hasRefused() {
        for (int i = 0; i < queries.size(); i++) {
            if (queries.get(i).refused() != null) {
                return true;
            }
        }
        return false;
    }

    void add(final StandingQuery query) {
        query.generation(++generation);
        queries.add(query);
    }

    boolean remove(final StandingQuery query) {
        return queries.remove(query);
    }

    /**
     * Lets a series that has met all up to {@code met} meet the others, at a time of the stream; gives up to which it
     * has met them now.
     */
    int meet(final Series series, final int met, final long nowNs) {
        int i = behind(met);
        if (i == queries.size()) {
            return generation;
        }
        boolean isTimeLeft = share.begin(nowNs);
        int now = met;
        while (isTimeLeft && i < queries.size()) {
            final StandingQuery query = queries.get(i++);
            isTimeLeft = share.spend(query.worstNs(series));
            meeting.meet(series, query);
            now = query.generation();
        }
        return i == queries.size() ? generation : now;
    }

    /** Index of the first query that was started later. */
    private int behind(final int met) {
        int low = 0;
        int high = queries.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (queries.get(middle).generation() <= met) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
