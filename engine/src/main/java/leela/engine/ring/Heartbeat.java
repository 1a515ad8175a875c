package leela.engine.ring;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import org.agrona.ErrorHandler;

/**
 * Lets the handlers see the time, in order with the entries: ten times a second while one of them {@link
 * Handler#isTimeAwaited awaits it}, else once; also where the ring is full and a tick waits for its place. It bears the
 * clock's ticks, too: what has passed does not depend on how the wall clock is set. After series were purged it sees to
 * it that each place of the ring is used once more, some at a time, since those that are not would hold them: 64 MB of
 * kilobyte keys in the ring of a host that has gone quiet.
 * Thread: one of its own, {@code leela-beat}.
 */
public final class Heartbeat implements AutoCloseable {

    /** Time between two ticks that are awaited, in milliseconds. */
    public static final long PERIOD_MS = 100;
    /** Time between two that nobody waits for. */
    public static final long IDLE_PERIOD_MS = 1000;

    /** Places that are let go at a time, at most: a ring of the usual size in seven seconds, for 30 µs each time. */
    private static final int FORGOTTEN = 1024;

    private static final int LEAST_PARTS = 4;
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
    private static final long IDLE_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(IDLE_PERIOD_MS);

    private final ScheduledExecutorService executor;
    private final Ring ring;
    private final Clock clock;
    /** What the machine says, whatever the time that the handlers see. */
    private final Clock machine = new SystemClock();

    private final Counters counters;
    private final ErrorHandler onError;

    // beat thread
    private long nextNs = machine.ticksNs();
    private long beatNs = nextNs - IDLE_PERIOD_NS;
    private long purged;
    private long staleTo;

    /** Starts at once. */
    public static Heartbeat start(
            final Ring ring, final Clock clock, final Counters counters, final ErrorHandler onError) {
        final Heartbeat heartbeat = new Heartbeat(ring, clock, counters, onError);
        final var unused =
                heartbeat.executor.scheduleAtFixedRate(heartbeat::beat, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
        return heartbeat;
    }

    private Heartbeat(final Ring ring, final Clock clock, final Counters counters, final ErrorHandler onError) {
        this.ring = ring;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        executor = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-beat", onError));
    }

    private void beat() {
        if (!isDue()) {
            return;
        }
        final DutyCycle cycle = DutyCycle.ofThisThread();
        cycle.begin(machine.ticksNs());
        try {
            counters.set(EngineCounter.RING_BACKLOG, ring.backlog());
            final boolean isAwaited = ring.isTimeAwaited();
            if (isAwaited || machine.ticksNs() - beatNs >= IDLE_PERIOD_NS - PERIOD_NS / 2) {
                beatNs = machine.ticksNs();
                ring.tick(clock.timeNs(), clock.ticksNs(), isAwaited);
            }
            forgetPurged();
        } catch (final RuntimeException fault) {
            // the executor would keep it to itself and never beat again
            onError.onError(fault);
        } finally {
            cycle.end(machine.ticksNs());
        }
    }

    /** Entries that come use the places, too; only what they leave is done here. */
    private void forgetPurged() {
        final long purgedNow = counters.read(EngineCounter.SERIES_PURGED);
        if (purgedNow != purged) {
            purged = purgedNow;
            staleTo = ring.end() + ring.capacity();
        }
        final int most = Math.min(FORGOTTEN, ring.capacity() / LEAST_PARTS);
        final int left = (int) Math.min(most, staleTo - ring.end());
        if (left > 0) {
            ring.forget(left);
        }
    }

    /** A fixed rate catches up with a burst of ticks after a stall of the machine: the time tells nothing new then. */
    private boolean isDue() {
        final long nowNs = machine.ticksNs();
        if (nowNs - nextNs < 0) {
            return false;
        }
        nextNs = nowNs + PERIOD_NS / 2;
        return true;
    }

    @Override
    public void close() {
        // no interrupt: this thread may be running the handlers, and their channels would close
        executor.shutdown();
    }
}
