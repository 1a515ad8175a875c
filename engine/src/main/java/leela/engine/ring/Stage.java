package leela.engine.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import org.agrona.ErrorHandler;

/**
 * One consumer thread of the ring: shows each slot to its handlers, one after another.
 * Thread: the stage's own.
 * Memory: nothing per entry.
 * Errors: what a handler throws is counted and reported, and costs that handler that entry; the next handler goes on.
 */
final class Stage implements EventHandler<Slot> {

    /** Places are given back at every 256th entry. */
    private static final long RELEASE_MASK = 255;

    private final Handler[] handlers;
    private final Handler timeline;
    private final int stages;
    private final Counters counters;
    private final ErrorHandler onError;
    private final Clock clock = new SystemClock();

    private volatile boolean isHalted;
    private volatile boolean hasEnded;
    private long seen = -1;
    /** Null where it is the runner that gives places back. */
    private Sequence released;
    /** Any thread may look, and sees itself here only where it has put itself. */
    private Thread runner;
    /** Null where the handlers have no thread of their own. */
    private DutyCycle cycle;

    /**
     * Runs {@code handlers} in their order; only {@code timeline}, which may be among them, sees metrics. One of so
     * many stages.
     */
    Stage(
            final List<Handler> handlers,
            final Handler timeline,
            final int stages,
            final Counters counters,
            final ErrorHandler onError) {
        this.handlers = handlers.toArray(Handler[]::new);
        this.timeline = timeline;
        this.stages = stages;
        this.counters = counters;
        this.onError = onError;
    }

    @Override
    public void onEvent(final Slot slot, final long sequence, final boolean isEndOfBatch) {
        if (isHalted) {
            return;
        }
        for (final Handler handler : handlers) {
            try {
                show(slot, handler);
            } catch (final Throwable fault) {
                onFault(slot, handler, fault);
            }
        }
        slot.leave(stages);
        seen = sequence;
        if (isEndOfBatch) {
            endBatch();
        } else if ((sequence & RELEASE_MASK) == 0 && released != null) {
            released.set(sequence);
        }
    }

    /** Gives places back within a batch, which may be as long as the ring: for producers and the heartbeat. */
    @Override
    public void setSequenceCallback(final Sequence sequence) {
        released = sequence;
    }

    @Override
    public void onStart() {
        enter();
        cycle = DutyCycle.ofThisThread();
    }

    @Override
    public void onBatchStart(final long batchSize, final long queueDepth) {
        cycle.begin(clock.ticksNs());
    }

    @Override
    public void onShutdown() {
        for (final Handler handler : handlers) {
            try {
                handler.onShutdown();
            } catch (final Throwable fault) {
                report(fault);
            }
        }
        hasEnded = true;
    }

    /** The calling thread runs the handlers, until it leaves; one that never does need not say so. */
    void enter() {
        runner = Thread.currentThread();
    }

    void exit() {
        runner = null;
    }

    /** Whether the calling thread is just now the one that runs this handler. Thread: any. */
    boolean isRunHere(final Handler handler) {
        if (runner == Thread.currentThread()) {
            for (final Handler own : handlers) {
                if (own == handler) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one of its handlers awaits a tick. Thread: any. */
    boolean isTimeAwaited() {
        for (final Handler handler : handlers) {
            if (handler.isTimeAwaited()) {
                return true;
            }
        }
        return false;
    }

    /** Shows nothing more, also of the batch in hand, which the Disruptor would finish. Thread: any. */
    void halt() {
        isHalted = true;
    }

    /** The last sequence that the handlers were shown; of a stage that has ended. */
    long seen() {
        return seen;
    }

    /** Whether the handlers have flushed for the last time. Thread: any. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Metrics and events, of which there are most, go first: a switch over all kinds costs more. */
    private void show(final Slot slot, final Handler handler) {
        if (slot.isMetric()) {
            if (handler == timeline) {
                timeline.onEntry(slot);
            }
        } else if (slot.isEvent()) {
            handler.onEntry(slot);
        } else {
            showOther(slot, handler);
        }
    }

    private void showOther(final Slot slot, final Handler handler) {
        switch (slot.kind()) {
            case EVENT, QUERY_EVENT, DATA -> handler.onEntry(slot);
            case METRIC -> {
                if (handler == timeline) {
                    handler.onEntry(slot);
                }
            }
            case TICK -> tick(slot, handler);
            case COMMAND -> {
                if (slot.isFor(handler)) {
                    slot.runCommand();
                } else if (slot.recorded() != null) {
                    handler.onRecorded(slot.recorded());
                }
            }
            case ABSORBED -> {}
        }
    }

    private void tick(final Slot slot, final Handler handler) {
        if (handler != timeline) {
            for (final Series series : slot.purged()) {
                tellPurged(handler, series);
            }
        }
        handler.onTick(slot);
    }

    /**
     * Apart for each series: a fault must not keep the handler from hearing of the others, whose state it would hold
     * for ever.
     */
    private void tellPurged(final Handler handler, final Series series) {
        try {
            handler.onPurged(series);
        } catch (final Throwable fault) {
            report(fault);
        }
    }

    private void endBatch() {
        for (final Handler handler : handlers) {
            try {
                handler.onBatchEnd();
            } catch (final Throwable fault) {
                report(fault);
            }
        }
        if (cycle != null) {
            cycle.end(clock.ticksNs());
        }
    }

    /** What the timeline did not get through goes no further, and into the ledger. */
    private void onFault(final Slot slot, final Handler handler, final Throwable fault) {
        if (handler == timeline) {
            switch (slot.kind()) {
                case METRIC, EVENT, DATA -> drop(slot, EngineCounter.DROPPED_ERROR);
                case QUERY_EVENT -> drop(slot, EngineCounter.QUERY_EVENTS_REJECTED);
                case ABSORBED, TICK, COMMAND -> {}
            }
        }
        report(fault);
    }

    private void drop(final Slot slot, final Counter cause) {
        counters.increment(cause);
        slot.absorb();
    }

    private void report(final Throwable fault) {
        counters.increment(EngineCounter.HANDLER_ERRORS);
        onError.onError(fault);
    }
}
