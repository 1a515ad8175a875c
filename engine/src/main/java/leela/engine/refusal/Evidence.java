package leela.engine.refusal;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import leela.engine.series.KeyHash;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one socket has in hand, should it have to refuse it: who sent it, its bytes, and where in them the reader is.
 * Thread: the receiver's that owns it; one instance a thread.
 * Memory: nothing while all is taken. A refusal is made into text and kept at most 20 times a second and cause, and
 * logged once a minute and cause; the others only move their counters.
 * Units: times epoch ns; offsets in bytes.
 */
public final class Evidence {

    private static final byte[] NO_KEY = {};
    private static final long LOG_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    /** Users' accounts are positive and above those of IPv4 addresses; those of other addresses are hashes. */
    private static final long USER = 1L << Long.SIZE - 2;

    private final Refusals refusals;
    private final String source;
    private final Tally[] tallies = new Tally[Counters.CAPACITY];

    private Supplier<String> sender = () -> "";
    private LongSupplier address = () -> 0;
    private DirectBuffer userBytes = new UnsafeBuffer(NO_KEY);
    private int user;
    private int userLength;
    private DirectBuffer bytes = new UnsafeBuffer(NO_KEY);
    private int end;
    private int entryEnd;
    private int start;
    private int position;

    /** How often one cause was met. */
    private static final class Tally {
        private final RateLimit log = new RateLimit(LOG_PERIOD_NS);
        private long secondNs;
        private int inSecond;
        private long unsaid;
    }

    /** @param source the input's name */
    public Evidence(final Refusals refusals, final String source) {
        this.refusals = refusals;
        this.source = source;
    }

    /**
     * Who sent what is in hand; asked only where a refusal is kept, or where a series is new.
     *
     * @param newAddress a number that stands for the sender's address
     */
    public void sender(final Supplier<String> newSender, final LongSupplier newAddress) {
        sender = newSender;
        address = newAddress;
    }

    /**
     * A user has proved to have sent what is in hand, up to the next call or {@link #begin}; one of length 0 ends it.
     */
    public void user(final DirectBuffer buffer, final int offset, final int length) {
        userBytes = buffer;
        user = offset;
        userLength = length;
    }

    /** The sender's address, or what else there is, and the user; allocates. */
    public String sender() {
        final String of = sender.get();
        if (userLength == 0) {
            return Refusal.printable(of);
        }
        final byte[] name = new byte[Math.min(userLength, Refusal.MAX_BYTES)];
        userBytes.getBytes(user, name);
        return Refusal.printable("user " + Refusal.printable(name) + " at " + of);
    }

    /** A number that stands for the user, or else for the address: whom new series are charged to. */
    public long account() {
        return userLength == 0
                ? address.getAsLong()
                : USER | Integer.toUnsignedLong(KeyHash.of(userBytes, user, userLength));
    }

    /** Senders whose values are far from the clock. */
    public SenderClocks clocks() {
        return refusals.clocks();
    }

    /** Notes what the sender of what is in hand, whose number this is, is called. */
    public void note(final int number) {
        refusals.senders().note(number, sender);
    }

    /**
     * Keeps that what is in hand, though it was taken, came in turn with what another sends.
     *
     * @param other the other's number, who was noted
     */
    public void conflict(final Counter cause, final long nowNs, final int other, final byte[] key) {
        if (isWanted(cause, nowNs)) {
            final String reason = cause.description().help() + ": this one and "
                    + refusals.senders().of(other);
            keepUnlogged(cause, nowNs, reason, key);
        }
    }

    /** A datagram, or a body, of {@code length} bytes. */
    public void begin(final DirectBuffer buffer, final int length) {
        bytes = buffer;
        end = length;
        entryEnd = length;
        start = 0;
        position = 0;
        userLength = 0;
    }

    /** An entry that begins at {@code offset}, and can be told from those before it. */
    public void entry(final int offset) {
        entryEnd = end;
        start = offset;
        position = offset;
    }

    /** An entry that ends before {@code newEnd}: no more is shown of it. */
    public void entry(final int offset, final int newEnd) {
        start = offset;
        position = offset;
        entryEnd = newEnd;
    }

    /** What begins at {@code offset}, and means something together with what stands before it. */
    public void part(final int offset) {
        position = offset;
    }

    /** Refuses what is in hand, for what the cause's counter says of itself. */
    public void refuse(final Counter cause, final long nowNs) {
        if (isWanted(cause, nowNs)) {
            keep(cause, nowNs, cause.description().help(), NO_KEY);
        }
    }

    /** Tells of a refusal; whether it is one to {@link #keep}, so that it is worth a reason and a key. */
    public boolean isWanted(final Counter cause, final long nowNs) {
        if (refusals.mostASecond() == 0) {
            return false;
        }
        final int id = cause.id();
        Tally tally = tallies[id];
        if (tally == null) {
            tally = new Tally();
            tallies[id] = tally;
        }
        tally.unsaid++;
        if (nowNs - tally.secondNs >= Clock.NANOS_PER_SECOND || nowNs < tally.secondNs) {
            tally.secondNs = nowNs;
            tally.inSecond = 0;
        }
        if (tally.inSecond == refusals.mostASecond()) {
            return false;
        }
        tally.inSecond++;
        return true;
    }

    /** Keeps a refusal that {@link #isWanted}, and logs it if none of its cause was logged of late. */
    public void keep(final Counter cause, final long nowNs, final String reason, final byte[] key) {
        final Refusal refusal = keepUnlogged(cause, nowNs, reason, key);
        final Tally tally = tallies[cause.id()];
        if (tally.log.permits(nowNs)) {
            refusals.log().refused(refusal, tally.unsaid);
            tally.unsaid = 0;
        }
    }

    /** The same where the caller has a log line of its own for it. */
    public Refusal keepUnlogged(final Counter cause, final long nowNs, final String reason, final byte[] key) {
        final Refusal refusal = new Refusal(
                nowNs,
                source,
                cause.description().labelValue(),
                sender(),
                Refusal.printable(key),
                Refusal.printable(reason),
                position,
                Refusal.printable(shown()));
        refusals.keep(refusal);
        return refusal;
    }

    private byte[] shown() {
        // a parser may not know where an entry began
        final int from = Math.max(0, Math.min(start, end));
        final byte[] shown = new byte[Math.max(0, Math.min(Math.min(end, entryEnd) - from, Refusal.MAX_BYTES))];
        bytes.getBytes(from, shown);
        return shown;
    }
}
