package leela.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How many bytes threads allocate while something runs: the least of several passes. The JVM makes strings of its own
 * on a thread whose code it loads, compiles or gives up: in the first pass, and on a busy machine in some of the next.
 * What code allocates each time is there in every pass.
 * Thread: the one that runs the passes; any may be watched.
 */
public final class AllocationWatch {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MOST_PASSES = 20;

    private final long[] threadIds;
    private int passes;

    /** Watches the threads with these ids. */
    public AllocationWatch(final long... threadIds) {
        this.threadIds = threadIds.clone();
    }

    /** The least bytes of a pass, a number for each watched thread; it ends as soon as each is 0. */
    public long[] leastOf(final Runnable pass) {
        final long[] least = new long[threadIds.length];
        final long[] before = new long[threadIds.length];
        Arrays.fill(least, Long.MAX_VALUE);
        while (passes < MOST_PASSES && Arrays.stream(least).anyMatch(bytes -> bytes > 0)) {
            passes++;
            read(before);
            pass.run();
            for (int thread = 0; thread < least.length; thread++) {
                least[thread] =
                        Math.min(least[thread], THREADS.getThreadAllocatedBytes(threadIds[thread]) - before[thread]);
            }
        }
        return least;
    }

    /** How many passes there were. */
    public int passes() {
        return passes;
    }

    /** One by one: the bean's call for several makes an array, which would count. */
    private void read(final long[] bytes) {
        for (int thread = 0; thread < bytes.length; thread++) {
            bytes[thread] = THREADS.getThreadAllocatedBytes(threadIds[thread]);
        }
    }
}
