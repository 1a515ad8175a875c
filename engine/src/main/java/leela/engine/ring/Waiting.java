package leela.engine.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.function.Supplier;

/**
 * How a handler thread waits for the next entry: what it costs while idle against how soon it sees one. Of no meaning
 * where the handlers have no threads of their own.
 * Thread: immutable.
 */
public enum Waiting {
    /** A condition variable: no CPU when idle, a lock on every publish. */
    BLOCKING(BlockingWaitStrategy::new),
    /** Spins a little, then sleeps: under 2 % of a core when idle, up to about 0.2 ms until the first entry is seen. */
    SLEEPING(() -> new SleepingWaitStrategy(200, 100_000)),
    /** Gives its core away between looks: microseconds, but a core that is always busy. */
    YIELDING(YieldingWaitStrategy::new),
    /** Never lets go of its core: only where one was given to it. */
    SPINNING(BusySpinWaitStrategy::new);

    private final Supplier<WaitStrategy> strategy;

    Waiting(final Supplier<WaitStrategy> strategy) {
        this.strategy = strategy;
    }

    WaitStrategy strategy() {
        return strategy.get();
    }
}
