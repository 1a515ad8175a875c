package leela.engine.series;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * How many new series each sender may make within an hour, so that one cannot use up what the others need. A sender is
 * an address or a user, by a number that stands for it. An address can be forged, so there are {@link #SENDERS} shares
 * and no more: whoever comes while all of them are in use shares one with all others who do.
 * Thread: any; asked for unknown keys alone.
 * Memory: at most 64 bytes for each of {@link #SENDERS}; nothing for a sender that is known.
 * Units: times epoch ns; an hour begins with a sender's first new series of it. A series counts once for each {@link
 * #KEY_BYTES} that its key has begun.
 */
public final class SenderShares {

    /** So many senders have a share of their own at a time. */
    public static final int SENDERS = 4096;

    /** A key this long counts once. */
    static final int KEY_BYTES = 256;

    static final long HOUR_NS = 3_600_000_000_000L;

    private static final long SWEEP_NS = 1_000_000_000L;

    private final int most;
    private final Long2ObjectHashMap<Share> shares = new Long2ObjectHashMap<>();
    private final Share common = new Share();
    private long sweptNs;

    /** What one sender has made. */
    private static final class Share {
        private long beginNs;
        private int count;

        boolean isOver(final long nowNs) {
            return nowNs - beginNs >= HOUR_NS || nowNs < beginNs;
        }

        boolean take(final int more, final int most, final long nowNs) {
            if (count == 0 || isOver(nowNs)) {
                beginNs = nowNs;
                count = 0;
            }
            if (more > most - count) {
                return false;
            }
            count += more;
            return true;
        }
    }

    SenderShares(final int most) {
        this.most = most;
    }

    /** A sender wants to make a series with a key of so many bytes; whether it may. */
    synchronized boolean take(final long sender, final int keyLength, final long nowNs) {
        Share share = shares.get(sender);
        if (share == null) {
            share = newShare(sender, nowNs);
        }
        return share.take((keyLength + KEY_BYTES - 1) / KEY_BYTES, most, nowNs);
    }

    private Share newShare(final long sender, final long nowNs) {
        if (shares.size() == SENDERS && (nowNs - sweptNs >= SWEEP_NS || nowNs < sweptNs)) {
            sweptNs = nowNs;
            shares.values().removeIf(share -> share.isOver(nowNs));
        }
        if (shares.size() == SENDERS) {
            return common;
        }
        final Share share = new Share();
        shares.put(sender, share);
        return share;
    }
}
