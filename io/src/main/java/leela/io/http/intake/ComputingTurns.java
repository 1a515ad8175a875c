package leela.io.http.intake;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.runtime.Clock;

/**
 * Lets a few of many long computations go on at a time, each for a slice of it. One that looks in at {@link Turn#check}
 * behind its slice makes room for whoever has been served least.
 * Thread: any.
 * Memory: a few words a computation.
 * Units: ns.
 */
public final class ComputingTurns {

    private static final long SLICE_NS = 5_000_000;

    private final int most;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LeastServedQueue<Turn> waiting = new LeastServedQueue<>();
    private int going;

    /** {@code most}: how many go on at a time. */
    public ComputingTurns(final int most, final Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    public Turn turn() {
        return new Turn();
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: one place is free. */
    private void passOn() {
        final Turn next = waiting.take();
        if (next == null) {
            going--;
        } else {
            next.isGoing = true;
            next.granted.signal();
        }
    }

    /** One computation's. Thread: the computation's; where that waits it can be interrupted. */
    public final class Turn {
        private final Condition granted = lock.newCondition();
        private boolean isGoing;
        private long servedNs;
        private long sinceNs;

        /** Waits until it may go on. */
        public void begin() throws InterruptedException {
            lock.lock();
            try {
                if (going < most) {
                    going++;
                    isGoing = true;
                } else {
                    await();
                }
                sinceNs = clock.ticksNs();
            } finally {
                lock.unlock();
            }
        }

        private void await() throws InterruptedException {
            waiting.add(this, servedNs);
            try {
                while (!isGoing) {
                    granted.await();
                }
            } catch (final InterruptedException ended) {
                if (isGoing) {
                    isGoing = false;
                    passOn();
                } else {
                    waiting.remove(this);
                }
                throw ended;
            }
        }

        /** Lets others go on where it has gone on for a slice; to be called every now and then. */
        public void check() throws InterruptedException {
            if (isGoing && clock.ticksNs() - sinceNs >= SLICE_NS) {
                end();
                begin();
            }
        }

        /** It is over, or pauses. */
        public void end() {
            lock.lock();
            try {
                if (isGoing) {
                    servedNs += clock.ticksNs() - sinceNs;
                    isGoing = false;
                    passOn();
                }
            } finally {
                lock.unlock();
            }
        }

        /** For how long it has gone on. */
        public long servedNs() {
            return servedNs + (isGoing ? clock.ticksNs() - sinceNs : 0);
        }
    }
}
