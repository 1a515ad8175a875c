package leela.engine.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a thread that works in turns tells of them: how long it was at work, how long its longest turn was of late, and
 * how many were so long that whoever waits for it felt them. A turn goes from the end of one wait to the next.
 * Thread: {@link #begin} and {@link #end} the one that works; {@link #read} any.
 * Memory: nothing a turn.
 * Units: nanoseconds of the monotonic clock.
 */
public final class DutyCycle {

    /** So long a turn of a thread that others wait for is a stall. */
    public static final long STALL_NS = 100_000_000L;
    /** The same of a thread whose work is long by its nature: it waits for disks, or for other machines. */
    public static final long LONG_STALL_NS = 10 * Clock.NANOS_PER_SECOND;
    /** The longest turn is that of the last one or two of these. */
    static final long WINDOW_NS = 60 * Clock.NANOS_PER_SECOND;

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong begunNs = new AtomicLong(NEVER);
    private final AtomicLong busyNs = new AtomicLong();
    private final AtomicLong stalls = new AtomicLong();
    /** When the window began that {@link #longestNs} is of. */
    private final AtomicLong windowNs = new AtomicLong(NEVER);

    private final AtomicLong longestNs = new AtomicLong();
    private final AtomicLong earlierNs = new AtomicLong();
    private volatile long stallNs = STALL_NS;

    /**
     * What a thread has told.
     *
     * @param busyNs    of all turns that are over
     * @param longestNs the longest of the last minute or two, one that goes on included
     * @param stalls    turns that were too long
     */
    public record Figures(long busyNs, long longestNs, long stalls) {

        /** Of two threads of one name. */
        public Figures with(final Figures other) {
            return new Figures(busyNs + other.busyNs, Math.max(longestNs, other.longestNs), stalls + other.stalls);
        }
    }

    /** That of the calling thread; one that nobody reads where it is none of the engine's. */
    public static DutyCycle ofThisThread() {
        return Thread.currentThread() instanceof EngineThread own ? own.dutyCycle() : new DutyCycle();
    }

    /** The same, of a thread whose work is long by its nature. */
    public static DutyCycle ofThisThreadsLongWork() {
        final DutyCycle own = ofThisThread();
        own.stallNs = LONG_STALL_NS;
        return own;
    }

    /** The wait is over; says nothing in the midst of a turn. */
    public void begin(final long nowNs) {
        if (begunNs.getPlain() == NEVER) {
            begunNs.lazySet(nowNs);
        }
    }

    /** Whether a turn goes on. Thread: the one that works. */
    public boolean isBegun() {
        return begunNs.getPlain() != NEVER;
    }

    /** The next wait begins; says nothing where no turn goes on. */
    public void end(final long nowNs) {
        final long begun = begunNs.getPlain();
        if (begun != NEVER) {
            begunNs.lazySet(NEVER);
            add(nowNs - begun, nowNs);
        }
    }

    /** A whole turn that ended now, of a thread that knows how long it was only then. */
    public void add(final long tookNs, final long nowNs) {
        busyNs.lazySet(busyNs.getPlain() + tookNs);
        if (tookNs >= stallNs) {
            stalls.lazySet(stalls.getPlain() + 1);
        }
        final long window = windowNs.getPlain();
        if (window == NEVER || nowNs - window >= WINDOW_NS) {
            earlierNs.lazySet(window == NEVER || nowNs - window >= 2 * WINDOW_NS ? 0 : longestNs.getPlain());
            longestNs.lazySet(tookNs);
            windowNs.lazySet(nowNs);
        } else if (tookNs > longestNs.getPlain()) {
            longestNs.lazySet(tookNs);
        }
    }

    /** Whether there was a turn. */
    boolean isUsed() {
        return windowNs.get() != NEVER || begunNs.get() != NEVER;
    }

    /** What it has told by now. */
    public Figures read(final long nowNs) {
        final long begun = begunNs.get();
        long longest = begun == NEVER ? 0 : Math.max(0, nowNs - begun);
        final long window = windowNs.get();
        if (window != NEVER && nowNs - window < 2 * WINDOW_NS) {
            longest = Math.max(longest, longestNs.get());
            longest = nowNs - window < WINDOW_NS ? Math.max(longest, earlierNs.get()) : longest;
        }
        return new Figures(busyNs.get(), longest, stalls.get());
    }
}
