package leela.engine.runtime;

/**
 * A clock that stands still until a test moves it; its ticks move with its time.
 * Thread: any.
 * Units: nanoseconds.
 */
public final class ManualClock implements Clock {

    private volatile long nowNs;
    private volatile long steppedNs;
    private int looksLeft = -1;

    public ManualClock(final long startNs) {
        nowNs = startNs;
    }

    /** Lets this much time pass. */
    public synchronized void advanceNs(final long ns) {
        nowNs += ns;
    }

    /** Sets the wall clock forward or back by so much; the ticks do not see it. */
    public synchronized void stepNs(final long ns) {
        steppedNs += ns;
    }

    /** Sets the time, forward or back. */
    public void set(final long timeNs) {
        nowNs = timeNs;
    }

    /** Lets the look at the wall clock that comes behind so many others fail; -1 for none. */
    public void failAt(final int looks) {
        looksLeft = looks;
    }

    @Override
    public long timeNs() {
        if (looksLeft >= 0 && looksLeft-- == 0) {
            throw new IllegalStateException("injected");
        }
        return nowNs + steppedNs;
    }

    @Override
    public long ticksNs() {
        return nowNs;
    }
}
