package leela.engine.runtime;

import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** What is read under a lock. Thread: any. */
public final class Locked {

    private Locked() {}

    /** Takes the lock for as long as it takes to get this. */
    public static <T> T get(final Lock lock, final Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }
}
