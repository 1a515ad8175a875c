package leela.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How many bytes threads allocate while something runs: the least of several passes, since start-up noise comes in the
 * first ones.
 * Thread: the one that runs the passes; any may be watched.
 */
public final class AllocationWatch {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PASSES = 5;

    private final long[] threadIds;

    /** Watches the threads with these ids. */
    public AllocationWatch(final long... threadIds) {
        this.threadIds = threadIds.clone();
    }

    /** The least bytes of five passes, a number for each watched thread. */
    public long[] leastOf(final Runnable pass) {
        final long[] least = new long[threadIds.length];
        final long[] before = new long[threadIds.length];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int i = 0; i < PASSES; i++) {
            read(before);
            pass.run();
            for (int thread = 0; thread < least.length; thread++) {
                least[thread] =
                        Math.min(least[thread], THREADS.getThreadAllocatedBytes(threadIds[thread]) - before[thread]);
            }
        }
        return least;
    }

    /** One by one: the bean's call for several makes an array, which would count. */
    private void read(final long[] bytes) {
        for (int thread = 0; thread < bytes.length; thread++) {
            bytes[thread] = THREADS.getThreadAllocatedBytes(threadIds[thread]);
        }
    }
}
