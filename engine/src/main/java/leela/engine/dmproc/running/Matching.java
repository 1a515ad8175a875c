package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import leela.engine.keys.TextIndex;
import leela.engine.runtime.WorkShare;
import leela.engine.series.Series;

/**
 * Standing queries in the order they were started, and which of them a series has met. A series meets those that may
 * match it one after another, as the texts tell that must occur in its key; where the time for it is used up, the rest
 * wait for one of its next events.
 * Thread: the query thread.
 * Memory: the list, and the index of texts.
 */
final class Matching {

    /** Of the first query: 0 is what a series has met that was never shown to any. */
    static final int FIRST_GENERATION = 1;

    /** So many at most are looked up at a time. */
    private static final int PORTION = 64;

    private static final int LOOK_UP_NS = 10;
    private static final int LOOK_UP_BYTE_NS = 4;

    private static final Comparator<StandingQuery> BY_GENERATION = Comparator.comparingInt(StandingQuery::generation);

    /** What it costs that a query follows a series from now on. */
    private static final int FOLLOW_NS = 500;

    /** Takes a query that a series meets. */
    interface Meeting {
        /** How often the query follows the series from now on: once, or as several of its inputs. */
        int meet(Series series, StandingQuery query);
    }

    private final Meeting meeting;
    private final List<StandingQuery> queries = new ArrayList<>();
    private final TextIndex<StandingQuery> byText = new TextIndex<>();
    /** Those that no text speaks for. */
    private final List<StandingQuery> others = new ArrayList<>();

    private final TextIndex.Visitor<StandingQuery> onFound = this::collect;
    private final List<StandingQuery> found = new ArrayList<>();
    private boolean isMore;
    /** What is looked up was started behind this. */
    private int behind;
    /** How many queries were started so far; two thousand million would take years. */
    private int generation = FIRST_GENERATION;

    Matching(final Meeting meeting) {
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
        if (!isIndexed(query)) {
            others.add(query);
        }
    }

    /** A query of several inputs stands under a text of each. */
    private boolean isIndexed(final StandingQuery query) {
        for (int input = 0; input < query.inputs(); input++) {
            if (!isIndexed(query, query.required(input))) {
                removeIndexed(query, input);
                return false;
            }
        }
        return true;
    }

    /** Under the text that fewest others stand under: what all have in common tells nothing. */
    private boolean isIndexed(final StandingQuery query, final List<byte[]> texts) {
        byte[] rarest = null;
        for (final byte[] text : texts) {
            if (rarest == null || isRarer(text, rarest)) {
                rarest = text;
            }
        }
        return rarest != null && byText.add(rarest, query);
    }

    private boolean isRarer(final byte[] text, final byte[] other) {
        final int more = byText.count(other) - byText.count(text);
        return text.length >= TextIndex.MIN_LENGTH && (more > 0 || more == 0 && text.length > other.length);
    }

    private void removeIndexed(final StandingQuery query, final int inputs) {
        for (int input = 0; input < inputs; input++) {
            boolean isLeft = true;
            for (int i = 0; isLeft && i < query.required(input).size(); i++) {
                isLeft = !byText.remove(query.required(input).get(i), query);
            }
        }
    }

    boolean remove(final StandingQuery query) {
        if (!queries.remove(query)) {
            return false;
        }
        if (!others.remove(query)) {
            removeIndexed(query, query.inputs());
        }
        return true;
    }

    /** Whether there are queries that a series has not met that has met all up to {@code met}. */
    boolean isBehind(final int met) {
        return !queries.isEmpty() && queries.get(queries.size() - 1).generation() > met;
    }

    /**
     * Lets a series that has met all up to {@code met} meet the others, as long as there is time; gives up to which it
     * has met them now.
     */
    int meet(final Series series, final int met, final WorkShare share) {
        int now = met;
        do {
            share.spend(LOOK_UP_NS + (long) LOOK_UP_BYTE_NS * series.key().length);
            lookUp(series.key(), now);
            for (int i = 0; i < found.size(); i++) {
                final StandingQuery query = found.get(i);
                if (query.generation() <= now) {
                    continue;
                }
                now = query.generation();
                if (mayFollow(query, series.key())) {
                    share.spend(query.worstNs(series));
                    final boolean isTimeLeft = share.spend((long) FOLLOW_NS * meeting.meet(series, query));
                    if (!isTimeLeft && (isMore || i < found.size() - 1)) {
                        return now;
                    }
                }
            }
        } while (isMore);
        return generation;
    }

    /** What is reckoned for a series is the same, under whichever of its texts a query stands. */
    private static boolean mayFollow(final StandingQuery query, final byte[] key) {
        for (int input = 0; input < query.inputs(); input++) {
            if (haveAll(query.required(input), key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean haveAll(final List<byte[]> texts, final byte[] key) {
        for (int i = 0; i < texts.size(); i++) {
            if (!TextIndex.occurs(texts.get(i), key)) {
                return false;
            }
        }
        return true;
    }

    /** Finds the first queries behind a generation that may match the key. */
    private void lookUp(final byte[] key, final int newBehind) {
        behind = newBehind;
        isMore = false;
        found.clear();
        byText.visit(key, onFound);
        collect(others);
        found.sort(BY_GENERATION);
        if (found.size() > PORTION) {
            isMore = true;
            found.subList(PORTION, found.size()).clear();
        }
    }

    private void collect(final List<StandingQuery> ordered) {
        final int from = firstBehind(ordered);
        final int to = Math.min(ordered.size(), from + PORTION);
        for (int i = from; i < to; i++) {
            found.add(ordered.get(i));
        }
        isMore |= to < ordered.size();
    }

    /** Index of the first query that was started later. */
    private int firstBehind(final List<StandingQuery> ordered) {
        int low = 0;
        int high = ordered.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (ordered.get(middle).generation() <= behind) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
