package leela.adapters.cassandra;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import leela.engine.spi.Store;

/**
 * Which stretches of {@value #DAYS} days hold rows of one kind, so that a range is read where there is something,
 * however long it is.
 * Thread: any.
 */
final class Buckets {

    /**
     * A series' partition: at an interval of 10 s about a thousand chunks, 100 KB; at ten values a second some 10 MB.
     */
    static final int DAYS = 7;

    private static final long BUCKET_NS = DAYS * Store.DAY_NS;

    private final NavigableSet<Integer> known = new ConcurrentSkipListSet<>();
    private final Set<Integer> noted = ConcurrentHashMap.newKeySet();
    private volatile long notedDay;

    static int of(final long timeNs) {
        return (int) Math.floorDiv(timeNs, BUCKET_NS);
    }

    /** Takes those that the cluster knows. */
    void add(final Collection<Integer> others) {
        known.addAll(others);
    }

    /** Of these, the ones that are not noted in the cluster today. Thread: the writer's. */
    List<Integer> unnoted(final Set<Integer> buckets, final long day) {
        if (day != notedDay) {
            noted.clear();
            notedDay = day;
        }
        return buckets.stream().filter(bucket -> !noted.contains(bucket)).toList();
    }

    /** The cluster has rows of them, and knows. Thread: the writer's. */
    void noted(final Collection<Integer> buckets) {
        known.addAll(buckets);
        noted.addAll(buckets);
    }

    /**
     * Those from one time to the other, ascending; this time's own may have been begun by another instance just now.
     */
    List<Integer> between(final long fromNs, final long toNs, final long nowNs) {
        known.add(of(nowNs));
        return fromNs > toNs ? List.of() : List.copyOf(known.subSet(of(fromNs), true, of(toNs), true));
    }
}
