package leela.io.output.proc;

import java.util.concurrent.atomic.AtomicLong;
import leela.engine.counters.Counters;

/**
 * What the buffers of all clients together may take of the heap: what one takes, another cannot have until it is given
 * back.
 * Thread: any.
 * Units: bytes.
 */
final class MemoryBudget {

    private final long limit;
    private final Counters counters;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(final long limit, final Counters counters) {
        this.limit = limit;
        this.counters = counters;
    }

    /** Takes so many more; false, and none, where there are not so many left. */
    boolean take(final long bytes) {
        long before = used.get();
        while (before + bytes <= limit) {
            if (used.compareAndSet(before, before + bytes)) {
                counters.add(ProcCounter.MEMORY, bytes);
                return true;
            }
            before = used.get();
        }
        return false;
    }

    void giveBack(final long bytes) {
        used.addAndGet(-bytes);
        counters.add(ProcCounter.MEMORY, -bytes);
    }
}
