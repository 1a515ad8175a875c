package leela.adapters.embedded;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps deletion and merging apart: what was read before something was deleted is not written again.
 * Thread: any.
 */
final class Rewrites {

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong deletions = new AtomicLong();

    /** How many deletions there were so far; to be asked before rows are read. */
    long deletions() {
        return deletions.get();
    }

    /** Deletes; whoever has read before writes nothing any more. */
    void delete(final Runnable deletion) {
        lock.lock();
        try {
            deletion.run();
        } finally {
            // not before: who reads in between has read what is deleted
            deletions.incrementAndGet();
            lock.unlock();
        }
    }

    /** Writes what follows from rows read behind so many deletions; false, and nothing, if there were more. */
    boolean rewrite(final long readBehind, final Runnable rewrite) {
        lock.lock();
        try {
            if (deletions.get() != readBehind) {
                return false;
            }
            rewrite.run();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
