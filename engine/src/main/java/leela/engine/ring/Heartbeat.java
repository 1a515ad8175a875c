package leela.engine.ring;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;

/**
 * Lets the handlers see the time twenty times a second, in order with the entries.
 * Thread: one of its own, {@code leela-beat}.
 */
public final class Heartbeat implements AutoCloseable {

    /** Time between two ticks, in milliseconds. */
    public static final long PERIOD_MS = 50;

    private final ScheduledExecutorService executor;

    /** Starts at once. */
    public static Heartbeat start(
            final Ring ring, final Clock clock, final Counters counters, final ErrorHandler onError) {
        return new Heartbeat(ring, clock, counters, onError);
    }

    private Heartbeat(final Ring ring, final Clock clock, final Counters counters, final ErrorHandler onError) {
        executor = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-beat", onError));
        // with a fixed delay: after a stall of the machine a fixed rate would catch up with a burst of ticks
        final var unused = executor.scheduleWithFixedDelay(
                () -> beat(ring, clock, counters, onError), PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private static void beat(final Ring ring, final Clock clock, final Counters counters, final ErrorHandler onError) {
        try {
            counters.set(EngineCounter.RING_BACKLOG, ring.backlog());
            ring.tick(clock.timeNs());
        } catch (final RuntimeException fault) {
            // the executor would keep it to itself and never beat again
            onError.onError(fault);
        }
    }

    @Override
    public void close() {
        // no interrupt: this thread may be running the handlers, and their channels would close
        executor.shutdown();
    }
}
