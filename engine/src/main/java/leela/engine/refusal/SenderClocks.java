package leela.engine.refusal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;

/**
 * Senders all of whose values come far from the clock, for a minute at least: windows and alerts leave such values out,
 * or wait for others. A sender of which some values are right, as one that sends what it could not before, is none.
 * Thread: any.
 * Memory: {@value #MOST} senders; others are not looked at until there is room.
 * Units: epoch ns.
 */
public final class SenderClocks {

    /** What is nearer to the clock is on time. */
    public static final long OFF_NS = 60 * Clock.NANOS_PER_SECOND;

    private static final int MOST = 256;
    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;
    /** Who says nothing for so long is forgotten. */
    private static final long FORGET_NS = 10 * MINUTE_NS;

    private final Map<Long, Watched> watched = new LinkedHashMap<>();
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
        private final long sinceNs;
        private long behindNs = Long.MAX_VALUE;
        private String key = "";
        private long lastNs;

        private Watched(final String name, final long sinceNs) {
            this.name = name;
            this.sinceNs = sinceNs;
        }
    }

    /** Whether any sender is looked at, so that those whose values are right must be told of, too. */
    public boolean isWatching() {
        return isWatching;
    }

    /** All values of something that this sender has sent are off, this one least; the name is asked for once. */
    public synchronized void onOff(
            final long account, final Supplier<String> name, final long behindNs, final Series of, final long nowNs) {
        forget(nowNs);
        Watched one = watched.get(account);
        if (one == null) {
            if (watched.size() >= MOST) {
                return;
            }
            one = new Watched(SenderNames.withoutPort(name.get()), nowNs);
            watched.put(account, one);
            isWatching = true;
        }
        one.lastNs = nowNs;
        one.behindNs = behindNs;
        if (one.key.isEmpty()) {
            one.key = new String(of.key(), StandardCharsets.UTF_8);
        }
    }

    /** This sender has sent something that is on time. */
    public synchronized void onRight(final long account) {
        watched.remove(account);
        isWatching = !watched.isEmpty();
    }

    /** Those that are off since a minute at least. */
    public synchronized List<Off> off(final long nowNs) {
        forget(nowNs);
        final List<Off> off = new ArrayList<>();
        for (final Watched one : watched.values()) {
            if (one.lastNs - one.sinceNs >= MINUTE_NS) {
                off.add(new Off(one.name, one.behindNs, one.key, one.sinceNs));
            }
        }
        return off;
    }

    private void forget(final long nowNs) {
        final Iterator<Watched> all = watched.values().iterator();
        while (all.hasNext()) {
            if (nowNs - all.next().lastNs > FORGET_NS) {
                all.remove();
            }
        }
        isWatching = !watched.isEmpty();
    }
}
