package leela.io.http.graphite.path;

import java.util.ArrayList;
import java.util.List;
import leela.engine.history.HistoryException;
import leela.engine.runtime.MadeAhead;
import leela.io.http.HttpRefusal;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.joining.ReadRoom;
import leela.io.http.graphite.joining.ReadingStoppedException;

/**
 * Series that were fetched together, whose values a function most often wants one after another: once it wants those of
 * the first, a thread that has nothing to do reads those in the middle, so that they are there when it comes to them.
 * Thread: the request's, and the helper's for what it reads.
 * Memory: what the helper reads, charged to the request before.
 */
final class ValuesAhead implements AutoCloseable {

    /** Values that a helper reads at once: a few milliseconds, for which it is not there for others. */
    private static final long MOST_AHEAD = 1 << 17;

    /** Values that a helper is woken for: to wake it takes as long as reading some thousands. */
    private static final long LEAST_AHEAD = 1 << 14;

    private final StoredSeries request;
    private final List<StepReader> readers = new ArrayList<>();
    /** Null where nothing is being read ahead. */
    private MadeAhead<Values> ahead;

    /** Of the series whose values were read ahead, or are: the first, and the one behind the last. */
    private int from;

    private int to;
    /** Null as long as nobody wanted them. */
    private Values values;

    /** Of some series, in their order, and how many points they took. */
    private record Values(List<double[]> all, int read) implements AutoCloseable {
        @Override
        public void close() {
            // the collector's
        }
    }

    ValuesAhead(final StoredSeries request) {
        this.request = request;
    }

    /** Adds the next series; its index. */
    int add(final StepReader reader) {
        readers.add(reader);
        return readers.size() - 1;
    }

    /** All values of a series, which are charged already and the caller's; null where they were not read ahead. */
    double[] take(final int index) {
        if (index >= from && index < to) {
            return takeRead(index - from);
        }
        if (ahead == null && index >= to) {
            begin(index + 1);
        }
        return null;
    }

    private double[] takeRead(final int index) {
        if (values == null) {
            values = taken();
            ahead = null;
            // the others are charged when they are read
            request.giveBack(count(from + values.all.size(), to));
            request.read(values.read);
        }
        return index < values.all.size() ? values.all.set(index, null) : null;
    }

    private Values taken() {
        try {
            final Values taken = ahead.take();
            return taken == null ? new Values(List.of(), 0) : taken;
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new HistoryException("the engine ends", ended);
        }
    }

    /** Has the second half of what comes from an index on read ahead, or of as much as is not too much. */
    private void begin(final int next) {
        int end = next;
        long all = 0;
        while (end < readers.size() && all + readers.get(end).count() <= 2 * MOST_AHEAD) {
            all += readers.get(end++).count();
        }
        int middle = end;
        long share = 0;
        while (middle > next && share + readers.get(middle - 1).count() <= all / 2) {
            share += readers.get(--middle).count();
        }
        if (share < LEAST_AHEAD || !isCharged(share)) {
            return;
        }
        final int first = middle;
        final int last = end;
        final MadeAhead<Values> begun = new MadeAhead<>(wanted -> read(wanted, first, last));
        to = last;
        if (request.help(begun)) {
            ahead = begun;
            values = null;
            from = first;
        } else {
            // nobody is asked again before those were read
            from = last;
            request.giveBack(share);
        }
    }

    private long count(final int first, final int last) {
        long count = 0;
        for (int i = first; i < last; i++) {
            count += readers.get(i).count();
        }
        return count;
    }

    /** Where memory is short, each is read when it is wanted. */
    private boolean isCharged(final long count) {
        try {
            request.charge(count);
            return true;
        } catch (final HttpRefusal | TargetException refused) {
            return false;
        }
    }

    private Values read(final MadeAhead<Values> wanted, final int first, final int last) {
        final int[] read = new int[1];
        final ReadRoom room = new ReadRoom().watchedBy(count -> {
            read[0] += count;
            if (read[0] > 2 * MOST_AHEAD || !wanted.isWanted()) {
                throw new ReadingStoppedException();
            }
        });
        final List<double[]> all = new ArrayList<>();
        int next = first;
        while (next < last && isRead(readers.get(next), room, all)) {
            next++;
        }
        return new Values(all, read[0]);
    }

    /** False where it was stopped: the series is then not among them. */
    private static boolean isRead(final StepReader reader, final ReadRoom room, final List<double[]> all) {
        final double[] one = new double[(int) reader.count()];
        try {
            reader.values(room, 0, one, one.length);
        } catch (final ReadingStoppedException stopped) {
            return false;
        }
        all.add(one);
        return true;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
    }
}
