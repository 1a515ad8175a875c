package leela.io.number;

import java.util.function.IntConsumer;
import leela.engine.AllocationWatch;

/** Counts the bytes that the current thread allocates. */
public final class Allocations {
    static final int CALLS_PER_PASS = 1_000_000;

    private Allocations() {}

    /** The bytes of the thriftiest of several passes of a million calls. */
    public static long leastBytesPerPass(final IntConsumer call) {
        return new AllocationWatch(Thread.currentThread().getId())
                .leastOf(() -> {
                    for (int i = 0; i < CALLS_PER_PASS; i++) {
                        call.accept(i);
                    }
                })[0];
    }
}
