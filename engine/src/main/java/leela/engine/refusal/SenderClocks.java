package leela.engine.refusal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Senders all of whose values come far from the clock, for a minute at least: windows and alerts leave such values out,
 * or wait for others. A sender of which some values are right, as one that sends what it could not before, is none.
 * Thread: any.
 * Memory: {@value #MOST} senders, and nothing for one that is known; others are not looked at until there is room.
 * Units: epoch ns.
 */
public final class SenderClocks {

    /** What is nearer to the clock is on time. */
    public static final long OFF_NS = 60 * Clock.NANOS_PER_SECOND;

    private static final int MOST = 256;
    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;
    /** Who says nothing for so long is forgotten. */
    private static final long FORGET_NS = 10 * MINUTE_NS;

    private final Long2ObjectHashMap<Watched> watched = new Long2ObjectHashMap<>();
    private int off;
    private volatile boolean isWatching;

    /**
     * A sender whose clock is off.
     *
     * @param behindNs how far its values are behind the clock, less than 0 where they are ahead: those that are nearest
     * @param key      of one of them
     * @param sinceNs  when that was first seen
     */
    public record Off(String sender, long behindNs, String key, long sinceNs) {}

    private static final class Watched {
        private final String name;
        private final String key;
        private boolean isOff;
        private long sinceNs;
        private long behindNs;
        private long lastNs;

        private Watched(final String name, final String key) {
            this.name = name;
            this.key = key;
        }
    }

    /** Whether any sender is off, so that those whose values are right must be told of, too. */
    public boolean isWatching() {
        return isWatching;
    }

    /** All values of something that this sender has sent are off, this one least; the name is asked for once. */
    public synchronized void onOff(
            final long account, final Supplier<String> name, final long behindNs, final Series of, final long nowNs) {
        Watched one = watched.get(account);
        if (one == null) {
            if (watched.size() >= MOST) {
                forget(nowNs);
            }
            if (watched.size() >= MOST) {
                return;
            }
            one = new Watched(SenderNames.withoutPort(name.get()), new String(of.key(), StandardCharsets.UTF_8));
            watched.put(account, one);
        }
        if (!one.isOff) {
            one.isOff = true;
            one.sinceNs = nowNs;
            count(1);
        }
        one.lastNs = nowNs;
        one.behindNs = behindNs;
    }

    /** This sender has sent something that is on time. */
    public synchronized void onRight(final long account) {
        final Watched one = watched.get(account);
        if (one != null && one.isOff) {
            one.isOff = false;
            count(-1);
        }
    }

    /** Those that are off since a minute at least. */
    public synchronized List<Off> off(final long nowNs) {
        forget(nowNs);
        final List<Off> all = new ArrayList<>();
        for (final Watched one : watched.values()) {
            if (one.isOff && one.lastNs - one.sinceNs >= MINUTE_NS) {
                all.add(new Off(one.name, one.behindNs, one.key, one.sinceNs));
            }
        }
        return all;
    }

    private void forget(final long nowNs) {
        watched.values().removeIf(one -> {
            final boolean isOver = nowNs - one.lastNs > FORGET_NS;
            count(isOver && one.isOff ? -1 : 0);
            return isOver;
        });
    }

    private void count(final int more) {
        off += more;
        isWatching = off > 0;
    }
}
