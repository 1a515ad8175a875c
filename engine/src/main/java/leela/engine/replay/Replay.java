package leela.engine.replay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import leela.engine.alert.AlertNote;
import leela.engine.alert.Transition;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryNote;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.ring.RingConfig;
import leela.engine.series.Series;
import leela.engine.spi.EntryLog;
import leela.engine.spi.KeyPattern;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Shows a recorded stream to the standing queries that ran on it: at each place of the stream the same start and end,
 * so they give the same results, bit for bit, whoever runs the handlers. A journal may hold several processes, each of
 * which began with nothing.
 *
 * <pre>
 *   try (Replay replay = new Replay(RingConfig.stepped(capacity), …)) {
 *       ... show it the journal
 *       replay.close();
 *       replay.queries()
 *   }
 * </pre>
 *
 * Thread: one.
 * Memory: the series and the state of the queries of one process; a line for each query, and for what alerts told.
 * Errors: what cannot be replayed is counted: {@link #missing}. A program that this version cannot read is an {@link
 * IllegalStateException}.
 */
public final class Replay implements EntryLog.StreamVisitor, AutoCloseable {

    /** What a replay needs beside the journal. */
    public record Setup(RingConfig ring, ThreadFactory threads, KeyPattern.Compiler patterns, ErrorHandler onError) {}

    private final Setup setup;
    private final Function<QueryNote, QuerySink> sinks;
    private final Int2ObjectHashMap<Series> numbered = new Int2ObjectHashMap<>();
    private final Int2IntHashMap intervalsMs = new Int2IntHashMap(Series.NO_INTERVAL);
    private final List<ReplayedQuery> queries = new ArrayList<>();
    private final List<Transition> recorded = new ArrayList<>();
    private final List<Transition> told = new ArrayList<>();
    private ReplayedProcess process;
    private int processes;
    private long missing;

    /** One that keeps the hashes of results alone. */
    public Replay(final Setup setup) {
        this(setup, query -> (series, value, timeNs) -> {});
    }

    /** One that also gives the results away. */
    public Replay(final Setup setup, final Function<QueryNote, QuerySink> sinks) {
        this.setup = setup;
        this.sinks = sinks;
    }

    /** The queries of the processes that have ended, in the order of their starts; of all once it is closed. */
    public List<ReplayedQuery> queries() {
        return List.copyOf(queries);
    }

    /** What alerts told when the stream was recorded, as far as it was noted there. */
    public List<Transition> recorded() {
        return List.copyOf(recorded);
    }

    /** What they tell in the replay, of the processes that have ended; of all once it is closed. */
    public List<Transition> told() {
        return List.copyOf(told);
    }

    /** How many entries or stretches of the stream were not there; results are those of the recording if it is 0. */
    public long missing() {
        return missing;
    }

    @Override
    public void onNumbersReset() {
        forgetNumbers();
    }

    @Override
    public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        numbered.put(number, process(0).series(buffer, offset, length));
    }

    @Override
    public void onInterval(final int number, final int intervalMs) {
        if (intervalMs == Series.NO_INTERVAL) {
            intervalsMs.remove(number);
        } else {
            intervalsMs.put(number, intervalMs);
        }
    }

    @Override
    public boolean onEvent(
            final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        final Series series = numbered.get(number);
        if (series == null) {
            return false;
        }
        missing += process(position).goTo(position);
        process.entries().event(process.live(series), valueBits, timeNs, arrivalNs, intervalsMs.get(number));
        return true;
    }

    @Override
    public boolean onDocument(
            final long position,
            final int number,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final boolean isOneOfSeveral,
            final long timeNs,
            final long arrivalNs) {
        final Series series = numbered.get(number);
        if (series == null) {
            return false;
        }
        missing += process(position).goTo(position);
        process.entries().document(process.live(series), timeNs, arrivalNs);
        return true;
    }

    @Override
    public boolean onQueryEvent(final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        final Series series = numbered.get(number);
        if (series != null) {
            process.entries().queryEvent(process.live(series), valueBits, timeNs, arrivalNs);
        }
        return series != null;
    }

    @Override
    public void onTick(final long timeNs) {
        process(0).entries().tick(timeNs);
    }

    @Override
    public boolean onPurged(final int number) {
        final Series series = numbered.get(number);
        if (series != null) {
            process.purge(series);
        }
        return series != null;
    }

    @Override
    public void onNote(
            final long position, final int kind, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] note = new byte[length];
        buffer.getBytes(offset, note);
        switch (kind) {
            case EntryLog.NOTE_START -> {
                close();
                begin(QueryLimits.ofReplay(ByteBuffer.wrap(note)), position);
            }
            case EntryLog.NOTE_GAP -> missing++;
            case QueryNote.BEGIN -> {
                final QueryNote query = QueryNote.of(kind, ByteBuffer.wrap(note));
                process(position).start(query, sinks.apply(query));
            }
            case AlertNote.RESTORED -> {
                final AlertNote restored = AlertNote.of(kind, note);
                process(position).restore(restored.number(), restored.groups());
            }
            case AlertNote.CLOSED -> process(position).close(AlertNote.of(kind, note));
            case AlertNote.TOLD -> recorded.add(AlertNote.of(kind, note).told());
            case QueryNote.END ->
                process(position).end(QueryNote.of(kind, ByteBuffer.wrap(note)).id());
            case PastChunk.KIND -> process(position).fill(PastChunk.of(ByteBuffer.wrap(note)));
            default ->
                throw new IllegalStateException("the journal has a note of kind " + kind
                        + ", of which this version knows nothing: use the version that wrote it");
        }
    }

    /** The stream ends here. */
    @Override
    public void close() {
        if (process != null) {
            queries.addAll(process.finish(processes));
            told.addAll(process.told());
            process = null;
            // numbers go on, but what they meant was the process's
            forgetNumbers();
        }
    }

    private void forgetNumbers() {
        numbered.clear();
        intervalsMs.clear();
    }

    /** The one in hand; journals of earlier versions do not tell where one begins. */
    private ReplayedProcess process(final long position) {
        if (process == null) {
            begin(QueryLimits.ofReplay(ByteBuffer.allocate(0)), position);
        }
        return process;
    }

    private void begin(final QueryLimits limits, final long position) {
        processes++;
        process = new ReplayedProcess(setup, limits, position);
    }
}
