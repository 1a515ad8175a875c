package leela.engine.ring;

import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import leela.engine.agent.Clock;
import leela.engine.counters.Counters;
import org.agrona.ErrorHandler;

/**
 * The ring buffer and the handlers behind it: the timeline first, then the others, on one thread or on one each.
 * Thread: the one that builds and closes the service.
 * Errors: handlers that do not end in time are halted where they are; {@link #close} says so.
 */
public final class Pipeline {

    /** Smallest ring: two full batches. */
    public static final int MIN_CAPACITY = 2 * Producer.BATCH;

    private static final long POLL_NS = 100_000;

    /** Fused: all handlers on one thread, no hops between cores. Parallel: a thread each, behind the timeline. */
    public enum Wiring {
        FUSED, PARALLEL;

        /** With four cores or fewer the hops cost more than they give. */
        public static Wiring forCores(final int cores) {
            return cores <= 4 ? FUSED : PARALLEL;
        }
    }

    private final Disruptor<Slot> disruptor;
    private final Ring ring;

    /**
     * Builds the ring; nothing runs before {@link #start}.
     *
     * @param capacity slots, a power of two, at least {@link #MIN_CAPACITY}
     * @param threads  makes the handler threads, in the order of {@code timeline}, {@code others}; one only when fused
     */
    public Pipeline(final int capacity, final Waiting waiting, final Wiring wiring, final Handler timeline, final List<Handler> others,
            final ThreadFactory threads, final Counters counters, final ErrorHandler onError) {
        if (capacity < MIN_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring_size: " + capacity + " (expected: a power of two, >= " + MIN_CAPACITY + ")");
        }
        disruptor = new Disruptor<>(Slot::new, capacity, threads, ProducerType.MULTI, waiting.strategy());
        disruptor.setDefaultExceptionHandler(new Report(onError));
        if (wiring == Wiring.FUSED) {
            final List<Handler> all = new ArrayList<>(others);
            all.add(0, timeline);
            disruptor.handleEventsWith(new Stage(all, timeline, counters, onError));
        } else {
            final Stage first = new Stage(List.of(timeline), timeline, counters, onError);
            final Stage[] rest = others.stream().map(handler -> new Stage(List.of(handler), timeline, counters, onError))
                    .toArray(Stage[]::new);
            if (rest.length == 0) {
                disruptor.handleEventsWith(first);
            } else {
                disruptor.handleEventsWith(first).then(rest);
            }
        }
        ring = new Ring(disruptor.getRingBuffer(), counters);
    }

    public Ring ring() {
        return ring;
    }

    public void start() {
        disruptor.start();
    }

    /** Waits until the handlers have seen all that was published and flushed it; false after {@code timeoutNs}. */
    public boolean drain(final Clock clock, final long timeoutNs) {
        final long deadlineNs = clock.ticksNs() + timeoutNs;
        while (ring.backlog() > 0) {
            if (clock.ticksNs() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /** Takes nothing more, drains, and ends the handlers. False if they had to be halted with entries left. */
    public boolean close(final long timeoutNs) {
        ring.close();
        try {
            disruptor.shutdown(timeoutNs, TimeUnit.NANOSECONDS);
            return true;
        } catch (final TimeoutException late) {
            disruptor.halt();
            return false;
        }
    }

    /** Stages catch what handlers throw; this is for what escapes a stage itself. The default would end the thread. */
    private record Report(ErrorHandler onError) implements ExceptionHandler<Slot> {

        @Override
        public void handleEventException(final Throwable fault, final long sequence, final Slot slot) {
            onError.onError(fault);
        }

        @Override
        public void handleOnStartException(final Throwable fault) {
            onError.onError(fault);
        }

        @Override
        public void handleOnShutdownException(final Throwable fault) {
            onError.onError(fault);
        }
    }
}
