package leela.engine.runtime;

/**
 * The time by which things are deleted: the wall clock, as long as it goes on as the time that is known to have been
 * right did. One that stands more than a day beyond that is doubted, until what arrives has borne it out for an hour
 * without another step of it; what arrives bears its senders' times.
 * Thread: any; asked and told a few times a second.
 * Units: epoch ns.
 */
public final class ConfirmedTime {

    /** A clock may be so far ahead without being doubted: whoever deletes by it leaves that much more. */
    public static final long TOLERANCE_NS = 86_400 * Clock.NANOS_PER_SECOND;

    private static final long PROOF_NS = 3_600 * Clock.NANOS_PER_SECOND;
    private static final long STEP_NS = 60 * Clock.NANOS_PER_SECOND;

    private final Clock clock;
    private long confirmedNs;
    private long ticksNs;
    private boolean isDoubted;
    private boolean isAgreedWith;
    private long agreedTicksNs;
    private long agreedOffsetNs;

    /** {@code knownNs}: a time that is over for certain, the newest there is; 0 if none is known. */
    public ConfirmedTime(final long knownNs, final Clock clock) {
        this.clock = clock;
        confirmedNs = knownNs == 0 ? clock.timeNs() : knownNs;
        ticksNs = clock.ticksNs();
    }

    /** Something came that bears this time. */
    public synchronized void arrived(final long timeNs) {
        look();
        final long nowNs = clock.timeNs();
        if (!isDoubted || Math.abs(nowNs - timeNs) > TOLERANCE_NS) {
            return;
        }
        final long offsetNs = nowNs - ticksNs;
        if (!isAgreedWith || Math.abs(offsetNs - agreedOffsetNs) > STEP_NS) {
            isAgreedWith = true;
            agreedTicksNs = ticksNs;
            agreedOffsetNs = offsetNs;
        } else if (ticksNs - agreedTicksNs >= PROOF_NS) {
            confirmedNs = nowNs;
            isDoubted = false;
            isAgreedWith = false;
        }
    }

    /** Whether the wall clock is not believed. */
    public synchronized boolean isDoubted() {
        look();
        return isDoubted;
    }

    /** Whether the wall clock stands more than a day before a time that is over. */
    public synchronized boolean isBehind() {
        look();
        return confirmedNs - clock.timeNs() > TOLERANCE_NS;
    }

    /** What may be taken for over: never later than the wall clock. */
    public synchronized long timeNs() {
        look();
        return Math.min(confirmedNs, clock.timeNs());
    }

    /** The time that something is noted with that is alive now: it may be too late, but never too early. */
    public synchronized long latestNs() {
        look();
        return Math.max(confirmedNs, clock.timeNs());
    }

    private void look() {
        final long nowTicksNs = clock.ticksNs();
        final long nowNs = clock.timeNs();
        confirmedNs += Math.max(0, nowTicksNs - ticksNs);
        ticksNs = nowTicksNs;
        isDoubted = nowNs - confirmedNs > TOLERANCE_NS;
        isAgreedWith &= isDoubted;
        if (!isDoubted) {
            confirmedNs = Math.max(confirmedNs, nowNs);
        }
    }
}
