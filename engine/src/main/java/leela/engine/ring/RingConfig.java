package leela.engine.ring;

/**
 * How large the ring is, and what runs the handlers behind it.
 * Thread: immutable.
 *
 * @param capacity  slots, a power of two, at least {@link #MIN_CAPACITY}
 * @param threading which threads run the handlers
 * @param waiting   how those wait
 */
public record RingConfig(int capacity, Threading threading, Waiting waiting) {

    /** Smallest ring: two full batches. */
    public static final int MIN_CAPACITY = 2 * Producer.BATCH;

    public RingConfig {
        if (capacity < MIN_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "ring_size: " + capacity + " (expected: a power of two, >= " + MIN_CAPACITY + ")");
        }
    }

    /** One whose handlers run when the caller steps. */
    public static RingConfig stepped(final int capacity) {
        return new RingConfig(capacity, Threading.STEPPED, Waiting.BLOCKING);
    }
}
