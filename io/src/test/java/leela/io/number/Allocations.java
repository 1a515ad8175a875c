package leela.io.number;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** Counts the bytes that the current thread allocates. */
public final class Allocations {
    static final int CALLS_PER_PASS = 1_000_000;

    private static final int PASSES = 5;

    private Allocations() {}

    /** The bytes of the thriftiest of five passes of a million calls: the first pays for loading and compiling. */
    public static long leastBytesPerPass(final IntConsumer call) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES && least > 0; pass++) {
            final long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < CALLS_PER_PASS; i++) {
                call.accept(i);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }
}
