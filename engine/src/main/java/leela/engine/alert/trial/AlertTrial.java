package leela.engine.alert.trial;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import leela.engine.alert.AlertOutputs;
import leela.engine.alert.Alerts;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.RecordedEntries;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.spi.KeyPattern;
import org.agrona.ErrorHandler;

/**
 * Alerts behind a ring of their own, which see what they are shown and no other clock: the same code as in an engine.
 * Thread: one.
 * Memory: the series and groups that are shown, and all transitions.
 */
public final class AlertTrial implements AutoCloseable {

    private static final int CAPACITY = 2048;
    private static final long CLOSE_NS = 10 * Clock.NANOS_PER_SECOND;

    /** In the timeline's place: what is shown are events already. */
    private static final class Shown implements Handler {
        @Override
        public String name() {
            return "shown";
        }

        @Override
        public void onEntry(final Slot slot) {
            // it is what it was
        }
    }

    private final List<Transition> transitions = new ArrayList<>();
    private final Map<String, GroupRecord> groups = new HashMap<>();
    private final Map<String, Series> series = new HashMap<>();
    private final Alerts alerts;
    private final StandingQueries queries;
    private final HandlerGraph graph;
    private final QueryRegistry registry;
    private final RecordedEntries entries;

    /** One without alerts; faults go to {@code onError}. */
    public AlertTrial(final KeyPattern.Compiler patterns, final ErrorHandler onError) {
        this(patterns, onError, (changed, told) -> {});
    }

    /** One that also hands on what changes. */
    public AlertTrial(final KeyPattern.Compiler patterns, final ErrorHandler onError, final AlertOutputs outputs) {
        this(patterns, onError, QueryLimits.DEFAULT, outputs);
    }

    /** The same within these limits. */
    public AlertTrial(
            final KeyPattern.Compiler patterns,
            final ErrorHandler onError,
            final QueryLimits limits,
            final AlertOutputs outputs) {
        final Counters counters = Counters.inMemory();
        final ThreadFactory threads = body -> {
            throw new IllegalStateException("a trial has no threads");
        };
        alerts = new Alerts(
                (changed, told) -> {
                    onChange(changed, told);
                    outputs.onChange(changed, told);
                },
                limits);
        queries = new StandingQueries(limits, new SystemClock(), counters, onError);
        graph = new HandlerGraph(
                RingConfig.stepped(CAPACITY), List.of(new Shown(), queries), threads, counters, onError);
        registry = new QueryRegistry(queries, graph.ring(), patterns, limits, counters);
        entries = new RecordedEntries(graph.ring());
        graph.start();
    }

    /** It sees what is shown from here on. */
    public StandingQuery start(final AlertProgram alert) throws QueryRefusedException {
        graph.step();
        return registry.start(alert.program(), alert.name(), alerts.run(alert));
    }

    /** As it stood in an earlier run; before its alert starts. */
    public void restore(final long number, final List<GroupRecord> groupsThen) {
        alerts.restore(number, groupsThen);
    }

    /** An event, which arrives as soon as the stream comes to its time, or now where that is over. */
    public void event(final String key, final double value, final long timeNs, final int intervalMs) {
        event(key, value, timeNs, timeNs, intervalMs);
    }

    /** An event that arrives at another time than its own. */
    public void event(
            final String key, final double value, final long timeNs, final long arrivalNs, final int intervalMs) {
        entries.event(series(key), Double.doubleToLongBits(value), timeNs, arrivalNs, intervalMs);
        graph.step();
    }

    /** The heartbeat. */
    public void tick(final long nowNs) {
        entries.tick(nowNs);
        graph.step();
    }

    /** The series was idle for so long that it is let go of. */
    public void purge(final String key) {
        final Series gone = series.remove(key);
        final boolean unused = graph.ring().execute(queries, () -> queries.onPurged(gone));
        graph.step();
    }

    /** Somebody closes what was told under this number; gives of how many groups that was. */
    public int close(final String alert, final long opened, final String note) {
        final int[] closed = {0};
        final boolean unused =
                graph.ring().execute(queries, alerts.closing(alert, opened, note, groups -> closed[0] = groups));
        graph.step();
        return closed[0];
    }

    /** What people were told so far. */
    public List<Transition> transitions() {
        return transitions;
    }

    /** How the group that is called so stands; null where it never was anything but ok. */
    public GroupRecord group(final String name) {
        return groups.get(name);
    }

    /** How all groups stand that were ever anything but ok. */
    public List<GroupRecord> groups() {
        return List.copyOf(groups.values());
    }

    @Override
    public void close() {
        if (!graph.close(CLOSE_NS)) {
            throw new IllegalStateException("the handlers of the trial do not end");
        }
    }

    private void onChange(final List<GroupRecord> changed, final Transition told) {
        changed.forEach(group -> groups.put(group.group(), group));
        if (told != null) {
            transitions.add(told);
        }
    }

    private Series series(final String key) {
        return series.computeIfAbsent(key, name -> Series.detached(name.getBytes(StandardCharsets.UTF_8)));
    }
}
