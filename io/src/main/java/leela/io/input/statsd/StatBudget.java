package leela.io.input.statsd;

/**
 * What all names and members of windows may take together.
 * Thread: whoever holds the windows.
 * Units: bytes.
 */
final class StatBudget {

    private long left;

    StatBudget(final long bytes) {
        left = bytes;
    }

    /** Whether there was room, which is taken then. */
    boolean tryTake(final long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void giveBack(final long bytes) {
        left += bytes;
    }
}
