package leela.engine.notify.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Signal;

/**
 * Transitions between those who decide them and the thread that brings them to people.
 * Thread: {@link #offer} any; {@link #poll} the deliveries'.
 * Memory: {@value #MOST} at most; beyond that they are refused, and counted. What runs behind them is bounded by those
 * who ask for it.
 */
final class ReceivedTransitions {

    private static final int MOST = 1 << 16;

    private final Queue<Received> received = new LinkedBlockingQueue<>(MOST);
    private final Queue<Runnable> behind = new ConcurrentLinkedQueue<>();
    private final Clock clock;
    private final Counters counters;
    private final Signal signal;

    /**
     * One that is to be accepted.
     *
     * @param ticksNs   when it came, by the monotonic clock
     * @param decidedNs the same in epoch ns
     * @param isTaken   whether another engine was to tell it
     */
    record Received(Transition transition, long ticksNs, long decidedNs, boolean isTaken) {}

    ReceivedTransitions(final Clock clock, final Counters counters, final Signal signal) {
        this.clock = clock;
        this.counters = counters;
        this.signal = signal;
    }

    boolean offer(final Transition transition, final boolean isTaken) {
        if (!received.offer(new Received(transition, clock.ticksNs(), clock.timeNs(), isTaken))) {
            counters.increment(DeliveryCounter.OVERRUN);
            return false;
        }
        signal.raise();
        return true;
    }

    /** Something to be run once all before it is taken and kept. */
    void behind(final Runnable body) {
        behind.add(body);
        signal.raise();
    }

    /** Takes all of these, whose predecessors are there to be polled now. */
    void takeBehind(final Queue<Runnable> to) {
        for (Runnable next = behind.poll(); next != null; next = behind.poll()) {
            to.add(next);
        }
    }

    /** The oldest; null where there is none. */
    Received poll() {
        return received.poll();
    }
}
