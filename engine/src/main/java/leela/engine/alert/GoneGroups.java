package leela.engine.alert;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The groups of all alerts that have no series any more, and are kept since nothing has said that they are over. Beyond
 * the bound the oldest are closed. Those of an earlier run are waited for, before they count as gone.
 * Thread: the query thread.
 * Memory: bounded, by what each takes here and where all others read it, with its names.
 * Units: epoch ns of the stream's clock.
 */
final class GoneGroups {

    /** What one takes, on both sides of the ring, beside its names. */
    static final int GROUP_BYTES = 1024;

    /** So long the series of an earlier run may take to come again. */
    static final long PATIENCE_NS = 3_600_000_000_000L;

    private static final int COPIES_OF_A_NAME = 4;
    /** So many are looked at when one comes, and no more, since events wait. */
    private static final int MOST_AT_ONCE = 1000;
    /** Closing some more at a time keeps those together that fell silent together. */
    private static final int PARTS = 64;

    private record Told(AlertRun run, long opened) {}

    private final long mostBytes;
    private final Set<AlertGroup> oldestFirst = new LinkedHashSet<>();
    private final Map<AlertGroup, Long> awaitedSinceNs = new LinkedHashMap<>();
    private long bytes;

    GoneGroups(final long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Its series may come again: it is of an earlier run. */
    void await(final AlertGroup group, final long nowNs) {
        awaitedSinceNs.put(group, nowNs);
    }

    /** Its series are gone. */
    void add(final AlertGroup group, final long nowNs) {
        final Iterator<Map.Entry<AlertGroup, Long>> awaited =
                awaitedSinceNs.entrySet().iterator();
        for (int i = 0; i < MOST_AT_ONCE && awaited.hasNext(); i++) {
            final Map.Entry<AlertGroup, Long> oldest = awaited.next();
            if (nowNs - oldest.getValue() < PATIENCE_NS) {
                break;
            }
            awaited.remove();
            add(oldest.getKey());
        }
        add(group);
        if (bytes > mostBytes) {
            closeOldest();
        }
    }

    /** It has a series again, or is no more. */
    void remove(final AlertGroup group) {
        awaitedSinceNs.remove(group);
        if (oldestFirst.remove(group)) {
            bytes -= bytes(group);
        }
    }

    private void add(final AlertGroup group) {
        if (oldestFirst.add(group)) {
            bytes += bytes(group);
        }
    }

    private void closeOldest() {
        final Map<Told, List<AlertGroup>> closed = new LinkedHashMap<>();
        long leftBytes = bytes;
        int left = MOST_AT_ONCE;
        for (final AlertGroup group : oldestFirst) {
            if (leftBytes <= mostBytes - mostBytes / PARTS || left-- == 0) {
                break;
            }
            leftBytes -= bytes(group);
            final Told told = new Told(group.run(), group.told().isOpen() ? group.opened() : 0);
            closed.computeIfAbsent(told, one -> new ArrayList<>()).add(group);
        }
        closed.forEach((told, groups) -> told.run().closeGone(groups));
    }

    private static long bytes(final AlertGroup group) {
        return GROUP_BYTES + (long) COPIES_OF_A_NAME * group.name().length();
    }
}
