package leela.engine.alert.trial;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.history.History;
import leela.engine.history.HistoryException;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.runtime.Clock;
import leela.engine.spi.KeyPattern;

/**
 * How often an alert would have been told in the last seven days, by what is stored: with its holds and without, and in
 * which hour most. It runs the alert on the stored values as an engine does, apart from the live stream.
 * Thread: any; one at a time.
 * Memory: two pages of points a series, of {@value #MOST_SERIES} at most.
 * Units: epoch ns.
 * Errors: {@link AlertRefusedException} where another is under way, or the history does not answer. It ends after
 * {@value #MOST_VALUES} values or five seconds, and says so.
 */
public final class AlertQuote {

    private static final int MOST_SERIES = 1000;
    private static final long MOST_VALUES = 2_000_000;
    private static final long MOST_NS = 5 * Clock.NANOS_PER_SECOND;
    private static final long DAY_NS = 86_400 * Clock.NANOS_PER_SECOND;
    private static final int DAYS = 7;
    private static final long TICK_NS = 10 * Clock.NANOS_PER_SECOND;
    private static final int PAGE = 512;
    private static final int KEYS = 1000;
    private static final int LOOKED_AT = 256;

    private final History history;
    private final KeyPattern.Compiler patterns;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1);

    public AlertQuote(final History history, final KeyPattern.Compiler patterns, final Clock clock) {
        this.history = history;
        this.patterns = patterns;
        this.clock = clock;
    }

    /** The answer, in sentences. */
    public String quote(final AlertProgram alert) throws AlertRefusedException {
        if (!turn.tryAcquire()) {
            throw new AlertRefusedException("Another quote is under way: try again in a few seconds.");
        }
        try {
            return asked(alert);
        } catch (final HistoryException unavailable) {
            throw new AlertRefusedException("The history does not answer: " + unavailable.getMessage());
        } catch (final QueryRefusedException refused) {
            throw new AlertRefusedException(refused.getMessage());
        } finally {
            turn.release();
        }
    }

    /** A series, and its next point. */
    private static final class Stored implements AutoCloseable {

        private final String key;
        private final History.Points points;
        private final long[] times = new long[PAGE];
        private final double[] values = new double[PAGE];
        private int at;
        private int end;

        private Stored(final String key, final History.Points points) {
            this.key = key;
            this.points = points;
        }

        /** Moves on; false at the end. */
        private boolean next() {
            if (++at >= end) {
                end = points.read(times, values);
                at = 0;
            }
            return end > 0;
        }

        private long timeNs() {
            return times[at];
        }

        /** What it takes to the point behind, where that is known, else 0. */
        private int intervalMs() {
            return at + 1 < end ? (int) Math.min(Integer.MAX_VALUE, (times[at + 1] - times[at]) / 1_000_000) : 0;
        }

        @Override
        public void close() {
            points.close();
        }
    }

    private String asked(final AlertProgram alert) throws QueryRefusedException {
        final long endNs = clock.ticksNs() + MOST_NS;
        final long toNs = clock.timeNs();
        final long fromNs = toNs - DAYS * DAY_NS;
        final List<Stored> all = new ArrayList<>();
        final List<String> notes = new ArrayList<>();
        final AlertProgram bare = alert.withoutHolds();
        final QuoteCounts counts = new QuoteCounts();
        final QuoteCounts bareCounts = new QuoteCounts();
        final List<Throwable> faults = new ArrayList<>();
        long values = 0;
        try (AlertTrial trial = new AlertTrial(patterns, faults::add, counts);
                AlertTrial without = new AlertTrial(patterns, faults::add, bareCounts)) {
            trial.tick(fromNs);
            without.tick(fromNs);
            trial.start(alert);
            without.start(bare);
            open(alert, fromNs, toNs, endNs, all, notes);
            final PriorityQueue<Stored> soonest =
                    new PriorityQueue<>((one, other) -> Long.compare(one.timeNs(), other.timeNs()));
            all.stream().filter(Stored::next).forEach(soonest::add);
            long tickNs = fromNs;
            long lookedToNs = toNs;
            while (!soonest.isEmpty()) {
                final Stored stored = soonest.remove();
                final long timeNs = stored.timeNs();
                for (; tickNs + TICK_NS <= timeNs; tickNs += TICK_NS) {
                    trial.tick(tickNs + TICK_NS);
                    without.tick(tickNs + TICK_NS);
                }
                trial.event(stored.key, stored.values[stored.at], timeNs, stored.intervalMs());
                without.event(stored.key, stored.values[stored.at], timeNs, stored.intervalMs());
                if (stored.next()) {
                    soonest.add(stored);
                }
                if (++values >= MOST_VALUES || values % LOOKED_AT == 0 && clock.ticksNs() > endNs) {
                    notes.add("Only what was until " + time(timeNs) + " was looked at: that is " + values
                            + " values, as much as one quote may take.");
                    lookedToNs = timeNs;
                    break;
                }
            }
            for (; tickNs + TICK_NS <= lookedToNs; tickNs += TICK_NS) {
                trial.tick(tickNs + TICK_NS);
                without.tick(tickNs + TICK_NS);
            }
        } finally {
            all.forEach(Stored::close);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("the trial of an alert", faults.get(0));
        }
        return text(alert, bare, counts, bareCounts, all.size(), values, notes);
    }

    private void open(
            final AlertProgram alert,
            final long fromNs,
            final long toNs,
            final long endNs,
            final List<Stored> all,
            final List<String> notes) {
        final List<KeyPattern> wanted = new ArrayList<>();
        alert.program().inputs().forEach(input -> wanted.add(patterns.compile(input.regex())));
        byte[] after = new byte[0];
        do {
            final KeyPage page = history.keys(KeyFilter.ALL, after, KEYS);
            for (final byte[] key : page.keys()) {
                if (wanted.stream().noneMatch(pattern -> pattern.isFoundIn(key))) {
                    continue;
                }
                if (all.size() == MOST_SERIES) {
                    notes.add("Of the first " + MOST_SERIES + " series alone.");
                    return;
                }
                all.add(new Stored(new String(key, StandardCharsets.UTF_8), history.points(key, fromNs, toNs)));
            }
            if (clock.ticksNs() > endNs) {
                notes.add("There was not the time to look at all keys.");
                return;
            }
            after = page.next();
        } while (after.length > 0);
    }

    private static String text(
            final AlertProgram alert,
            final AlertProgram bare,
            final QuoteCounts counts,
            final QuoteCounts bareCounts,
            final int series,
            final long values,
            final List<String> notes) {
        if (values == 0) {
            return "Nothing is stored of the last " + DAYS + " days that " + alert.name() + " would look at.";
        }
        final List<String> lines = new ArrayList<>();
        lines.add("In the last " + DAYS + " days " + alert.name() + " would have fired " + counts.sentence() + ".");
        if (!bare.equals(alert)) {
            lines.add("Without FOR and CALM: " + bareCounts.sentence() + ".");
        }
        if (counts.unknown() > 0) {
            lines.add("It would have told " + QuoteCounts.times(counts.unknown()) + " that no data came.");
        }
        if (counts.flapping() > 0) {
            lines.add("It would have told " + QuoteCounts.times(counts.flapping()) + " that it flaps.");
        }
        lines.add("That is by " + values + " values of " + series + " series.");
        lines.addAll(notes);
        return String.join("\n", lines);
    }

    static String time(final long timeNs) {
        return Instant.ofEpochSecond(timeNs / Clock.NANOS_PER_SECOND).toString();
    }
}
