package leela.engine.series;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * How many new series each sender may make within an hour, so that one cannot use up what the others need. A sender is
 * an address or a user, by a number that stands for it. An address can be forged, so there are {@link #SENDERS} shares
 * and no more: whoever comes while all of them are in use shares one with all others who do.
 * Thread: any; asked for unknown keys alone.
 * Memory: at most 64 bytes and a name for each of {@link #SENDERS}; nothing for a sender that is known.
 * Units: times epoch ns; an hour begins with a sender's first new series of it. A series counts once for each {@link
 * #KEY_BYTES} that its key has begun.
 */
public final class SenderShares {

    /** So many senders have a share of their own at a time. */
    public static final int SENDERS = 4096;

    /** A key this long counts once. */
    static final int KEY_BYTES = 256;

    static final long HOUR_NS = 3_600_000_000_000L;

    private static final Pattern PORT = Pattern.compile("(?<=[0-9\\]]):\\d+$");
    private static final int LONGEST_NAME = 128;
    private static final long SWEEP_NS = 1_000_000_000L;

    private final int most;
    private final Long2ObjectHashMap<Share> shares = new Long2ObjectHashMap<>();
    private final Share common = new Share("");
    private long sweptNs;

    /**
     * What one sender has made within its hour.
     *
     * @param sender  its name; empty for all who share one
     * @param made    as they are counted, see {@link #KEY_BYTES}
     * @param beginNs when its hour began
     */
    public record Used(String sender, int made, long beginNs) {}

    /** What one sender has made. */
    private static final class Share {
        private final String name;
        private long beginNs;
        private int count;

        private Share(final String name) {
            this.name = name;
        }

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

    /**
     * A sender wants to make a series with a key of so many bytes; whether it may. Asks for its name where it has no
     * share yet.
     */
    synchronized boolean take(final long sender, final Supplier<String> name, final int keyLength, final long nowNs) {
        Share share = shares.get(sender);
        if (share == null) {
            share = newShare(sender, name, nowNs);
        }
        return share.take((keyLength + KEY_BYTES - 1) / KEY_BYTES, most, nowNs);
    }

    /** Those who have made most within their hours, at most so many. */
    synchronized List<Used> most(final int limit, final long nowNs) {
        return Stream.concat(shares.values().stream(), Stream.of(common))
                .filter(share -> share.count > 0 && !share.isOver(nowNs))
                .sorted(Comparator.comparingInt((Share share) -> -share.count).thenComparing(share -> share.name))
                .limit(limit)
                .map(share -> new Used(share.name, share.count, share.beginNs))
                .toList();
    }

    private Share newShare(final long sender, final Supplier<String> name, final long nowNs) {
        if (shares.size() == SENDERS && (nowNs - sweptNs >= SWEEP_NS || nowNs < sweptNs)) {
            sweptNs = nowNs;
            shares.values().removeIf(share -> share.isOver(nowNs));
        }
        if (shares.size() == SENDERS) {
            return common;
        }
        final Share share = new Share(withoutPort(name.get()));
        shares.put(sender, share);
        return share;
    }

    /** Of an address, also one behind a user's name: whoever sends from another port is no other sender. */
    private static String withoutPort(final String name) {
        final String bare = PORT.matcher(name).replaceFirst("");
        return bare.length() <= LONGEST_NAME ? bare : bare.substring(0, LONGEST_NAME);
    }
}
