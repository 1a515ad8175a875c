package leela.engine.ring;

import java.time.Instant;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.Refusal;
import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import org.agrona.DirectBuffer;

/**
 * What a producer rejects: counted by its cause, kept as evidence where somebody wants it, and the last of it in a
 * sentence.
 * Thread: the producer's.
 * Memory: nothing, but for what is kept.
 * Units: times epoch ns.
 */
final class Rejections {

    private static final long NO_TIME = -1;
    /** Between these, a second and some weeks of 1970, lie seconds of this century that are taken for less. */
    private static final long SECONDS_AS_NANOS = 900_000_000;

    private static final long SECONDS_AS_MILLISECONDS = 4_000_000 * Clock.NANOS_PER_SECOND;

    private final Source source;
    private final SeriesTable table;
    private final Limits limits;
    private final Counters counters;
    private final Evidence evidence;
    private Counter lastCause = EngineCounter.REJECTED_MALFORMED;
    private long rejectedNs = NO_TIME;
    private int received;

    Rejections(
            final Source source,
            final SeriesTable table,
            final Limits limits,
            final Counters counters,
            final Evidence evidence) {
        this.source = source;
        this.table = table;
        this.limits = limits;
        this.counters = counters;
        this.evidence = evidence;
    }

    /** How many since the last call. */
    int takeReceived() {
        final int taken = received;
        received = 0;
        return taken;
    }

    void add(final Counter cause, final long nowNs) {
        count(cause, 1);
        evidence.refuse(cause, nowNs);
    }

    void add(final Counter cause, final DirectBuffer key, final int offset, final int length, final long nowNs) {
        if (addAll(cause, 1, nowNs)) {
            keep(cause, key, offset, length, nowNs);
        }
    }

    /** Of an entry that bears this time. */
    void addTime(final DirectBuffer key, final int offset, final int length, final long timeNs, final long nowNs) {
        final Counter cause = EngineCounter.REJECTED_TIME_RANGE;
        final boolean isWanted = addAll(cause, 1, nowNs);
        rejectedNs = timeNs;
        if (isWanted) {
            keep(cause, key, offset, length, nowNs);
        }
    }

    /** Whether the caller is to keep it as evidence. */
    boolean addAll(final Counter cause, final int rejected, final long nowNs) {
        count(cause, rejected);
        return rejected > 0 && evidence.isWanted(cause, nowNs);
    }

    private void count(final Counter cause, final int rejected) {
        lastCause = cause;
        rejectedNs = NO_TIME;
        received += rejected;
        counters.add(source.rejected(cause), rejected);
    }

    private void keep(
            final Counter cause, final DirectBuffer key, final int offset, final int length, final long nowNs) {
        final byte[] copy = new byte[Math.min(length, Refusal.MAX_BYTES)];
        key.getBytes(offset, copy);
        evidence.keep(cause, nowNs, lastReason(nowNs), copy);
    }

    Counter lastCause() {
        return lastCause;
    }

    /** The same in a sentence; allocates. */
    String lastReason(final long nowNs) {
        if (lastCause == EngineCounter.REJECTED_CARDINALITY) {
            return table.fullness();
        }
        if (lastCause == EngineCounter.REJECTED_NEW_SERIES) {
            return table.usedShare();
        }
        final String reason = lastCause.description().help();
        if (lastCause != EngineCounter.REJECTED_TIME_RANGE) {
            return reason;
        }
        final boolean isTime = rejectedNs >= 0 && rejectedNs <= Limits.MAX_TIME_NS;
        final String given = isTime ? ": " + Instant.ofEpochSecond(0, rejectedNs) : "";
        return reason + given + " (expected: " + limits.allowed(nowNs) + ")" + unitOf(rejectedNs);
    }

    /** What the commonest mistake looks like: another unit than the sender's protocol has. */
    private static String unitOf(final long timeNs) {
        if (timeNs > Limits.MAX_TIME_NS) {
            return "; is it in milliseconds or less, where seconds are expected?";
        }
        return timeNs > SECONDS_AS_NANOS && timeNs < SECONDS_AS_MILLISECONDS
                ? "; is it in seconds, where milliseconds or less are expected?"
                : "";
    }
}
