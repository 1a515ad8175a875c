package leela.ops.service;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusals;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Heartbeat;
import leela.engine.ring.Producer;
import leela.engine.ring.Ring;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Source;
import leela.engine.ring.Threading;
import leela.engine.runtime.Clock;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.Timeline;
import leela.ops.config.Config;
import leela.ops.config.EngineConfig;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The heart: series table, ring, timeline and the handlers behind it, and the heartbeat.
 * Thread: the one that builds and closes the service; the handlers have their own.
 * Errors: a ring that does not drain in time is halted on close, and that is reported.
 */
final class EngineCore implements AutoCloseable {

    private static final long DRAIN_TIMEOUT_NS = 5 * Clock.NANOS_PER_SECOND;

    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final Config config;
    private final Refusals refusals;
    private final SeriesTable table;
    private final Timeline timeline;
    private final HandlerGraph pipeline;
    private Heartbeat heartbeat;

    /** Builds the ring with {@code others} behind the timeline; nothing runs before {@link #start}. */
    EngineCore(
            final Config config,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError,
            final Refusals refusals,
            final SeriesTable table,
            final List<Handler> others) {
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        this.refusals = refusals;
        this.table = table;
        this.config = config;
        timeline =
                new Timeline(config.timeline().rules(), config.timeline().ttl().toNanos(), table, counters);
        final EngineConfig engine = config.engine();
        final Threading threading = engine.threading(Runtime.getRuntime().availableProcessors());
        final List<Handler> handlers = new ArrayList<>(others);
        handlers.add(0, timeline);
        final PinnedThreads threads = new PinnedThreads(threadNames(threading, handlers), engine.cpus(), onError);
        final RingConfig ring = new RingConfig(engine.ringSize(), threading, engine.waiting());
        pipeline = new HandlerGraph(ring, handlers, threads, counters, onError);
    }

    /** The table, as large as configured but no larger than its share of the heap. */
    static SeriesTable table(final EngineConfig config, final Counters counters) {
        return new SeriesTable(config.seriesLimits(HeapShare.SERIES.bytes()), counters);
    }

    Ring ring() {
        return pipeline.ring();
    }

    /** What no input took. */
    Refusals refusals() {
        return refusals;
    }

    SeriesTable table() {
        return table;
    }

    /** An input's way in; one a thread. */
    Producer producer(final Source source) {
        return new Producer(pipeline.ring(), table, config.limits(source), counters, source, refusals);
    }

    /** The live series of these keys give their place back. Thread: any. */
    void release(final List<byte[]> keys) {
        for (final byte[] key : keys) {
            final Series series = table.find(new UnsafeBuffer(key), 0, key.length);
            if (series != null) {
                timeline.release(series);
            }
        }
    }

    void start() {
        pipeline.start();
        heartbeat = Heartbeat.start(pipeline.ring(), clock, counters, onError);
    }

    /**
     * Waits until everything published has been seen by every handler, and written by the journal's; false if that
     * takes too long.
     */
    boolean drain() {
        if (!pipeline.drain(clock, DRAIN_TIMEOUT_NS)) {
            return false;
        }
        // a full ring would have taken no tick
        ring().tryTick(clock.timeNs(), clock.ticksNs());
        return pipeline.drain(clock, DRAIN_TIMEOUT_NS);
    }

    @Override
    public void close() {
        if (heartbeat == null) {
            return;
        }
        heartbeat.close();
        if (!pipeline.close(DRAIN_TIMEOUT_NS)) {
            throw new IllegalStateException(
                    "the ring did not drain within " + DRAIN_TIMEOUT_NS / Clock.NANOS_PER_SECOND + " s");
        }
    }

    private static List<String> threadNames(final Threading threading, final List<Handler> handlers) {
        return threading == Threading.DEDICATED
                ? handlers.stream().map(Handler::name).toList()
                : List.of("engine");
    }
}
