package leela.adapters.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.spi.StoreException;

/** Counts who uses the database, so that it is closed behind the last of them. Thread: any. */
final class CloseGuard {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int count;
    private boolean isClosed;

    void enter() {
        lock.lock();
        try {
            if (isClosed) {
                throw new StoreException("The store is closed.", false, null);
            }
            count++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            count--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets nobody in any more, and waits for those inside; false if they do not leave in time, or if it was closed
     * before.
     */
    boolean close(final long timeoutMs) {
        lock.lock();
        try {
            if (isClosed) {
                return false;
            }
            isClosed = true;
            long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            while (count > 0 && leftNs > 0) {
                leftNs = changed.awaitNanos(leftNs);
            }
            return count == 0;
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
