package leela.io.http.graphite.path;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import leela.engine.history.History;
import leela.io.http.Reads;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.function.SeriesSource;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.joining.ReadRoom;

/**
 * Series of one request, from history: a value each step, which is the last that came in it.
 * Thread: the request's; may block on storage.
 * Memory: 8 bytes a value, charged to the budget of all requests until it is closed.
 * Errors: {@link TargetException} where the request asks for more than it may have.
 */
public final class StoredSeries implements SeriesSource, AutoCloseable {

    /** Points that one request may have decoded: some seconds of work. */
    private static final long MOST_POINTS = 50_000_000;

    /** What a series takes beside its values and its name, in values. */
    private static final int SERIES_VALUES = 96;

    /** How long a request is computed. */
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(20);

    private static final String BY_TAG = "seriesByTag(";

    private final KeyTree tree;
    private final SeriesStep steps;
    private final History history;
    private final ValueBudget budget;
    private final long nowNs;
    private Reads.Turn turn;
    /** Null as long as nobody needs it. */
    private ReadRoom room;

    private final Predicate<Runnable> helper;
    private final List<ValuesAhead> fetched = new ArrayList<>();
    private long charged;
    private long read;

    /** {@code helper} runs something where a thread has nothing to do; false where none has. */
    public StoredSeries(
            final History history,
            final KeyTree tree,
            final SeriesStep steps,
            final ValueBudget budget,
            final Predicate<Runnable> helper,
            final long nowNs) {
        this.history = history;
        this.tree = tree;
        this.steps = steps;
        this.budget = budget;
        this.helper = helper;
        this.nowNs = nowNs;
    }

    @Override
    public List<TimeSeries> fetch(final String pattern, final long from, final long until) {
        requireTime();
        final KeyTree keys = tree.in(turn);
        final List<String> paths =
                pattern.startsWith(BY_TAG) ? keys.tagged(TagExpressions.ofCall(pattern)) : keys.paths(pattern);
        final List<TimeSeries> series = new ArrayList<>();
        final ValuesAhead together = new ValuesAhead(this);
        fetched.add(together);
        for (final String path : paths) {
            series.add(read(together, path, Math.max(0, from), Math.max(0, until)));
        }
        return series;
    }

    @Override
    public void charge(final long count) {
        requireTime();
        budget.take(count, charged);
        charged += count;
    }

    /** So many values are not held after all. */
    void giveBack(final long count) {
        budget.giveBack(count);
        charged -= count;
    }

    private TimeSeries read(final ValuesAhead together, final String path, final long from, final long until) {
        final long step = steps.of(path, nowNs);
        final long start = from - from % step + step;
        final long end = Math.max(until - until % step, start) + step;
        final long count = (end - start) / step;
        charge(SERIES_VALUES + TimeSeries.valuesOfName(path.length()));
        if (count > Integer.MAX_VALUE) {
            charge(count);
        }
        return new TimeSeries(path, start, end, step, new StepReader(this, together, history, path, start, end, step));
    }

    /** Runs something where a thread has nothing to do; false where none has. */
    boolean help(final Runnable step) {
        return helper.test(step);
    }

    /** Room for what is kept, which all series of the request use in turn. */
    ReadRoom room() {
        if (room == null) {
            room = new ReadRoom().watchedBy(this::read);
        }
        return room;
    }

    /** So many points were read; and more work waits for its turn. */
    public void read(final int more) {
        turn.check();
        read += more;
        if (read > MOST_POINTS) {
            throw new TargetException(
                    "more than " + MOST_POINTS + " points are to be read (expected: fewer series or a shorter range)");
        }
    }

    /** Reads in this turn from now on. */
    public StoredSeries in(final Reads.Turn its) {
        turn = its;
        return this;
    }

    /** How long it took before others had their turns does not count. */
    private void requireTime() {
        turn.check();
        if (turn.servedNs() > MOST_NS) {
            throw new TargetException("it takes longer than " + TimeUnit.NANOSECONDS.toSeconds(MOST_NS)
                    + " seconds (expected: fewer series, a shorter range, or simpler functions)");
        }
    }

    @Override
    public void close() {
        fetched.forEach(ValuesAhead::close);
        budget.giveBack(charged);
        charged = 0;
    }
}
