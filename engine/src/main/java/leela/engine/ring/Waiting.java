package leela.engine.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/**
 * Who runs the handlers, and how they wait for the next entry: what it costs while idle against how soon it sees one.
 * Thread: immutable.
 */
public enum Waiting {
    /** {@link #INLINE} with four cores or fewer, else {@link #SLEEPING}. */
    AUTO {
        @Override
        WaitStrategy strategy() {
            throw new IllegalStateException("wait_strategy: auto stands for another");
        }
    },
    /** Nobody waits: the thread that brought an entry runs the handlers. */
    INLINE {
        @Override
        WaitStrategy strategy() {
            return new BusySpinWaitStrategy();
        }
    },
    /** A condition variable: no CPU when idle, a lock on every publish. */
    BLOCKING {
        @Override
        WaitStrategy strategy() {
            return new BlockingWaitStrategy();
        }
    },
    /**
     * Spins a little, then naps: under 2 % of a core when idle, up to about 0.2 ms until the first entry is seen; no
     * lock.
     */
    SLEEPING {
        @Override
        WaitStrategy strategy() {
            return new SleepingWaitStrategy(200, NAP_NS);
        }
    },
    /** Gives its core away between looks: microseconds, but a core that is always busy. */
    YIELDING {
        @Override
        WaitStrategy strategy() {
            return new YieldingWaitStrategy();
        }
    },
    /** Never lets go of its core: only where one was given to it. */
    SPINNING {
        @Override
        WaitStrategy strategy() {
            return new BusySpinWaitStrategy();
        }
    };

    private static final long NAP_NS = 100_000;

    abstract WaitStrategy strategy();

    /** What stands for this one on a machine with so many cores. */
    public Waiting on(final int cores) {
        return this != AUTO
                ? this
                : HandlerGraph.Wiring.forCores(cores) == HandlerGraph.Wiring.FUSED ? INLINE : SLEEPING;
    }
}
