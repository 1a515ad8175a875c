package leela.engine.ring;

import com.lmax.disruptor.EventHandler;
import java.util.List;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import org.agrona.ErrorHandler;

/**
 * One consumer thread of the ring: shows each slot to its handlers, one after another.
 * Thread: the stage's own.
 * Memory: nothing per entry.
 * Errors: what a handler throws is counted and reported, and costs that handler that entry; the next handler goes on.
 */
final class Stage implements EventHandler<Slot> {

    private final Handler[] handlers;
    private final Handler timeline;
    private final Counters counters;
    private final ErrorHandler onError;

    /** Runs {@code handlers} in their order; only {@code timeline}, which may be among them, sees metrics. */
    Stage(final List<Handler> handlers, final Handler timeline, final Counters counters, final ErrorHandler onError) {
        this.handlers = handlers.toArray(Handler[]::new);
        this.timeline = timeline;
        this.counters = counters;
        this.onError = onError;
    }

    @Override
    public void onEvent(final Slot slot, final long sequence, final boolean isEndOfBatch) {
        for (final Handler handler : handlers) {
            try {
                show(slot, handler);
            } catch (final Throwable fault) {
                onFault(slot, handler, fault);
            }
        }
        if (isEndOfBatch) {
            endBatch();
        }
    }

    @Override
    public void onShutdown() {
        for (final Handler handler : handlers) {
            try {
                handler.onShutdown();
            } catch (final Throwable fault) {
                onFault(null, handler, fault);
            }
        }
    }

    private void show(final Slot slot, final Handler handler) {
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
                }
            }
            case ABSORBED -> { }
        }
    }

    private void tick(final Slot slot, final Handler handler) {
        if (handler != timeline) {
            for (final Series series : slot.purged()) {
                handler.onPurged(series);
            }
        }
        handler.onTick(slot);
    }

    private void endBatch() {
        for (final Handler handler : handlers) {
            try {
                handler.onBatchEnd();
            } catch (final Throwable fault) {
                onFault(null, handler, fault);
            }
        }
    }

    private void onFault(final Slot slot, final Handler handler, final Throwable fault) {
        counters.increment(CounterId.HANDLER_FAULTS);
        if (handler == timeline && slot != null && slot.kind() == Slot.Kind.METRIC) {
            counters.increment(CounterId.DROPPED_FAULT);
            slot.absorb();
        }
        onError.onError(fault);
    }
}
