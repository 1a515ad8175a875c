package leela.engine.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import org.agrona.ErrorHandler;

/**
 * The ring buffer and the handlers behind it: the timeline first, then the others, on the threads that publish, on one
 * thread of their own, or on one each.
 * Thread: the one that builds and closes the service.
 * Errors: handlers that do not end in time are halted where they are; {@link #close} says so.
 */
public final class HandlerGraph {

    /** Smallest ring: two full batches. */
    public static final int MIN_CAPACITY = 2 * Producer.BATCH;

    private static final long POLL_NS = 100_000;

    /**
     * Fused: all handlers one after another on one thread, no hops between cores. Parallel: a thread each, behind the
     * timeline.
     */
    public enum Wiring {
        FUSED,
        PARALLEL;

        /** With four cores or fewer the hops cost more than they give. */
        public static Wiring forCores(final int cores) {
            return cores <= 4 ? FUSED : PARALLEL;
        }
    }

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
     * @param capacity slots, a power of two, at least {@link #MIN_CAPACITY}
     * @param threads  makes the handler threads, in the order of {@code timeline}, {@code others}; one only when fused
     */
    public HandlerGraph(
            final int capacity,
            final Waiting waiting,
            final Wiring wiring,
            final Handler timeline,
            final List<Handler> others,
            final ThreadFactory threads,
            final Counters counters,
            final ErrorHandler onError) {
        if (capacity < MIN_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "ring_size: " + capacity + " (expected: a power of two, >= " + MIN_CAPACITY + ")");
        }
        final boolean isInline = waiting == Waiting.INLINE;
        stages = stages(isInline ? Wiring.FUSED : wiring, timeline, others, counters, onError);
        runner = isInline
                ? new InlineRunner(capacity, stages.get(0), threads)
                : new ThreadedRunner(capacity, waiting, stages, threads, onError);
        ring = new Ring(runner.buffer(), stages, runner, counters);
    }

    private static List<Stage> stages(
            final Wiring wiring,
            final Handler timeline,
            final List<Handler> others,
            final Counters counters,
            final ErrorHandler onError) {
        final List<Handler> all = new ArrayList<>(others);
        all.add(0, timeline);
        if (wiring == Wiring.FUSED) {
            return List.of(new Stage(all, timeline, 1, counters, onError));
        }
        return all.stream()
                .map(handler -> new Stage(List.of(handler), timeline, all.size(), counters, onError))
                .toList();
    }

    public Ring ring() {
        return ring;
    }

    public void start() {
        isStarted = true;
        runner.start();
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
