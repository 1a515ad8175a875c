package leela.engine.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one thread wait until another has something for it. One that is raised while nobody waits is kept, so nothing
 * that was handed over before it is missed.
 * Thread: {@link #await} one; {@link #raise} any.
 * Memory: nothing per call.
 * Units: nanoseconds.
 */
public final class Signal {

    /** For waiting without a limit. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final AtomicBoolean isRaised = new AtomicBoolean();
    private volatile Thread waiting;

    /** Ends the wait, or the next one; costs a call of the kernel only where somebody waits. */
    public void raise() {
        if (!isRaised.getAndSet(true)) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Waits until it is raised, or for this long, or until an interrupt; seldom it returns without a reason. Takes the
     * signal down.
     */
    public void await(final long timeoutNs) {
        waiting = Thread.currentThread();
        if (!isRaised.get()) {
            LockSupport.parkNanos(this, timeoutNs);
        }
        isRaised.getAndSet(false);
    }
}
