package leela.engine.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.alert.AlertNote;
import leela.engine.alert.Alerts;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryNote;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.dmproc.warm.PastRequests;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.RecordedEntries;
import leela.engine.ring.Slot;
import leela.engine.ring.Threading;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesLimits;
import leela.engine.series.SeriesTable;
import org.agrona.DirectBuffer;

/**
 * One recorded process: a ring with the standing queries behind it. What stood before them is in the recording.
 * Thread: the replay's.
 * Memory: its series, and the state of its queries.
 */
final class ReplayedProcess {

    /** A ring that does not drain for so long never will. */
    private static final long CLOSE_NS = 60 * Clock.NANOS_PER_SECOND;

    /** In the timeline's place: the recording holds what that made of the metrics, and what it purged. */
    private static final class Recording implements Handler {
        @Override
        public String name() {
            return "recording";
        }

        @Override
        public void onEntry(final Slot slot) {
            // it is what it was
        }
    }

    private record Running(QueryNote note, StandingQuery query) {}

    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(SeriesLimits.MAX_SERIES, counters);
    private final boolean isStepped;
    private final StandingQueries queries;
    private final HandlerGraph graph;
    private final QueryRegistry registry;
    private final RecordedEntries entries;
    private final Map<Long, Running> started = new LinkedHashMap<>();
    private final List<Transition> told = new ArrayList<>();
    private final Alerts alerts;
    private long position;

    ReplayedProcess(final Replay.Setup setup, final QueryLimits limits, final long position) {
        this.position = position;
        isStepped = setup.ring().threading() == Threading.STEPPED;
        // it measures what queries cost, and nothing else
        queries = new StandingQueries(limits, new SystemClock(), counters, setup.onError());
        queries.startAt(position);
        queries.fillFrom(PastRequests.RECORDED);
        graph = new HandlerGraph(
                setup.ring(), List.of(new Recording(), queries), setup.threads(), counters, setup.onError());
        registry = new QueryRegistry(queries, graph.ring(), setup.patterns(), limits, counters);
        alerts = new Alerts(
                (groups, transition) -> {
                    if (transition != null) {
                        told.add(transition);
                    }
                },
                limits);
        entries = new RecordedEntries(graph.ring());
        graph.start();
    }

    RecordedEntries entries() {
        return entries;
    }

    Series series(final DirectBuffer buffer, final int offset, final int length) {
        return table.findOrCreate(buffer, offset, length);
    }

    /** An entry of this position comes; how many before it are missing. */
    long goTo(final long next) {
        final long gap = next - position;
        if (gap != 0) {
            makeRoom();
            final boolean unused = graph.ring().execute(queries, () -> queries.startAt(next));
        }
        position = next + 1;
        return Math.max(0, gap);
    }

    /** What comes under its key from now on is another series, unless this one comes again: as was recorded. */
    void purge(final Series series) {
        makeRoom();
        final boolean unused = graph.ring().execute(queries, () -> queries.onPurged(series));
        final boolean unusedRemoval = table.tryRemove(series);
    }

    /** The series itself, or who stands for its key since it was purged. */
    Series live(final Series series) {
        return series.isPurged() ? table.restore(series) : series;
    }

    void start(final QueryNote note, final QuerySink sink) {
        makeRoom();
        final String text = new String(note.program(), StandardCharsets.UTF_8);
        try {
            final StandingQuery query = AlertProgram.isMeant(text)
                    ? startAlert(AlertProgram.parse(text), note)
                    : registry.start(note, Program.parse(note.program()), sink);
            started.put(note.id(), new Running(note, query));
        } catch (final SyntaxException | QueryRefusedException refused) {
            throw new IllegalStateException(
                    "A query of the journal cannot be started: " + refused.getMessage(), refused);
        }
    }

    private StandingQuery startAlert(final AlertProgram alert, final QueryNote note) throws QueryRefusedException {
        return registry.start(note, alert.program(), alerts.run(alert));
    }

    /** Alerts stand as in the process before. */
    void restore(final long number, final List<GroupRecord> groups) {
        makeRoom();
        final boolean unused = graph.ring().execute(queries, () -> alerts.restore(number, groups));
    }

    /** Somebody has closed one. */
    void close(final AlertNote note) {
        makeRoom();
        final boolean unused =
                graph.ring().execute(queries, () -> alerts.close(note.alert(), note.number(), note.text()));
    }

    /** What alerts told. */
    List<Transition> told() {
        return told;
    }

    void fill(final PastChunk past) {
        makeRoom();
        final boolean unused = graph.ring().execute(queries, () -> queries.onPast(past));
    }

    void end(final long id) {
        makeRoom();
        final Running running = started.get(id);
        if (running != null) {
            running.query().close();
        }
    }

    /** All was shown: what each query gave, in the order of their starts. */
    List<ReplayedQuery> finish(final int number) {
        if (!graph.close(CLOSE_NS)) {
            throw new IllegalStateException("the handlers of the replay do not end");
        }
        final List<ReplayedQuery> all = new ArrayList<>();
        for (final Running one : started.values()) {
            all.add(new ReplayedQuery(
                    number,
                    one.note().id(),
                    one.note().owner(),
                    one.query().program().toString(),
                    one.query().outputs()));
        }
        return all;
    }

    /** A command would wait for room that, where the handlers are stepped, only this thread makes. */
    private void makeRoom() {
        if (isStepped) {
            graph.step();
        }
    }
}
