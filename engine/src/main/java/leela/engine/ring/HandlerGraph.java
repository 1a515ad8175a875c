package leela.engine.ring;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import org.agrona.ErrorHandler;

/**
 * The ring buffer and the handlers behind it: the timeline first, then the others, on the threads that {@link
 * Threading} says.
 * Thread: the one that builds and closes the service.
 * Errors: handlers that do not end in time are halted where they are; {@link #close} says so.
 */
public final class HandlerGraph {

    private static final long POLL_NS = 100_000;

    private final Clock clock = new SystemClock();
    /** The timeline's stage first. */
    private final List<Stage> stages;

    private final Runner runner;
    private final Ring ring;
    private boolean isStarted;
    private boolean isClosed;

    /**
     * Builds the ring; nothing runs before {@link #start}.
     *
     * @param handlers the timeline first; the others behind it
     * @param threads  makes the handler threads, in that order; one where they share it, none where they are stepped
     */
    public HandlerGraph(
            final RingConfig config,
            final List<Handler> handlers,
            final ThreadFactory threads,
            final Counters counters,
            final ErrorHandler onError) {
        final Handler timeline = handlers.get(0);
        stages = config.threading() == Threading.DEDICATED
                ? handlers.stream()
                        .map(handler -> new Stage(List.of(handler), timeline, handlers.size(), counters, onError))
                        .toList()
                : List.of(new Stage(handlers, timeline, 1, counters, onError));
        runner = switch (config.threading()) {
            case INLINE -> new InlineRunner(config.capacity(), stages.get(0), threads);
            case STEPPED -> new SteppedRunner(config.capacity(), stages.get(0));
            case SHARED, DEDICATED -> new ThreadedRunner(config.capacity(), config.waiting(), stages, threads, onError);
        };
        ring = new Ring(runner.buffer(), stages, runner, counters);
    }

    public Ring ring() {
        return ring;
    }

    public void start() {
        isStarted = true;
        runner.start();
    }

    /**
     * Runs the handlers on the calling thread until the ring is empty, where they are {@link Threading#STEPPED}.
     * Thread: one.
     */
    public void step() {
        runner.step();
    }

    /** Waits until the handlers have seen all that was published and flushed it; false after {@code timeoutNs}. */
    public boolean drain(final Clock deadlineClock, final long timeoutNs) {
        return await(() -> ring.backlog() == 0, deadlineClock, timeoutNs);
    }

    /**
     * Takes nothing more, drains, and ends the handlers, after their last flush. False if they had to be halted, with
     * entries left, which are counted as dropped, or in the middle of something that does not end. Takes at most twice
     * {@code timeoutNs}.
     */
    public boolean close(final long timeoutNs) {
        ring.close();
        if (!isStarted || isClosed) {
            return true;
        }
        isClosed = true;
        runner.showRest();
        final boolean isDrained = drain(clock, timeoutNs);
        if (!isDrained) {
            stages.forEach(Stage::halt);
        }
        runner.halt();
        final boolean hasEnded = await(runner::hasEnded, clock, timeoutNs);
        final Stage timeline = stages.get(0);
        if (!isDrained && timeline.hasEnded()) {
            ring.dropBehind(timeline.seen());
        }
        return isDrained && hasEnded;
    }

    private static boolean await(final BooleanSupplier condition, final Clock deadlineClock, final long timeoutNs) {
        final long deadlineNs = deadlineClock.ticksNs() + timeoutNs;
        while (!condition.getAsBoolean()) {
            if (deadlineClock.ticksNs() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }
}
