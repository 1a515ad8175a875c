package leela.io.socket;

import java.util.concurrent.atomic.AtomicLong;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;

/**
 * What the buffers of all clients together may take of the heap: what one takes, another cannot have until it is given
 * back.
 * Thread: any.
 * Units: bytes.
 */
public final class MemoryBudget {

    private final long limit;
    private final Counter level;
    private final Counters counters;
    private final AtomicLong used = new AtomicLong();

    /** {@code level}: the gauge that shows how much is taken. */
    public MemoryBudget(final long limit, final Counter level, final Counters counters) {
        this.limit = limit;
        this.level = level;
        this.counters = counters;
    }

    /** Takes so many more; false, and none, where there are not so many left. */
    public boolean take(final long bytes) {
        long before = used.get();
        while (before + bytes <= limit) {
            if (used.compareAndSet(before, before + bytes)) {
                counters.add(level, bytes);
                return true;
            }
            before = used.get();
        }
        return false;
    }

    public void giveBack(final long bytes) {
        used.addAndGet(-bytes);
        counters.add(level, -bytes);
    }
}
