package leela.engine.dmproc.recording;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import leela.engine.series.Series;

/**
 * Which recording programs read what others of them record, so that none reads, in the end, what it makes itself. It
 * goes by the series that they have met and by the names that they have given, whichever was first.
 * What a program would match of its own it knows itself.
 * Thread: the query thread.
 * Memory: two entries for each series that a recording program follows, charged to it.
 */
public final class RecordedLoops<Q> {

    /** What a series of a recording program costs here, beside the keys. */
    private static final long BYTES = 400;

    private final Predicate<Q> hasEnded;
    private final Map<ByteBuffer, List<Q>> readers = new HashMap<>();
    private final Map<ByteBuffer, List<Q>> writers = new HashMap<>();
    private final Map<Q, Set<Q>> feeds = new HashMap<>();

    /** None yet. What has ended counts no more, however long it takes to remove its series. */
    public RecordedLoops(final Predicate<Q> hasEnded) {
        this.hasEnded = hasEnded;
    }

    /** What a series that a recording program follows costs here. */
    public static long bytes(final Series series, final Series name) {
        return BYTES + series.key().length + name.key().length;
    }

    /** Whether results of this name, made from the series, would come back to the query. */
    public boolean isLoop(final Q query, final byte[] series, final byte[] name) {
        final List<Q> before = at(writers, series);
        final List<Q> behind = at(readers, name);
        for (final Q next : behind) {
            final Set<Q> reached = reached(next);
            if (reached.contains(query) || before.stream().anyMatch(reached::contains)) {
                return true;
            }
        }
        final Set<Q> reached = reached(query);
        return before.stream().anyMatch(reached::contains);
    }

    /** The query follows the series, and its results have this name. */
    public void add(final Q query, final byte[] series, final byte[] name) {
        for (final Q writer : at(writers, series)) {
            feeds.computeIfAbsent(writer, its -> new HashSet<>()).add(query);
        }
        for (final Q reader : at(readers, name)) {
            feeds.computeIfAbsent(query, its -> new HashSet<>()).add(reader);
        }
        readers.computeIfAbsent(ByteBuffer.wrap(series), key -> new ArrayList<>(1))
                .add(query);
        writers.computeIfAbsent(ByteBuffer.wrap(name), key -> new ArrayList<>(1))
                .add(query);
    }

    /** It follows the series no longer. */
    public void remove(final Q query, final byte[] series, final byte[] name) {
        remove(readers, series, query);
        remove(writers, name, query);
    }

    /** It has ended; its series are removed one by one. */
    public void end(final Q query) {
        feeds.remove(query);
        feeds.values().forEach(fed -> fed.remove(query));
    }

    /** Who gets what the query records, or what is made of that, and itself. */
    private Set<Q> reached(final Q from) {
        final Set<Q> reached = new HashSet<>(Set.of(from));
        final Deque<Q> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            for (final Q next : feeds.getOrDefault(open.pop(), Set.of())) {
                if (reached.add(next)) {
                    open.push(next);
                }
            }
        }
        return reached;
    }

    private List<Q> at(final Map<ByteBuffer, List<Q>> of, final byte[] key) {
        return of.getOrDefault(ByteBuffer.wrap(key), List.of()).stream()
                .filter(hasEnded.negate())
                .toList();
    }

    private void remove(final Map<ByteBuffer, List<Q>> from, final byte[] key, final Q query) {
        final ByteBuffer wrapped = ByteBuffer.wrap(key);
        final List<Q> there = from.get(wrapped);
        if (there != null && there.remove(query) && there.isEmpty()) {
            from.remove(wrapped);
        }
    }
}
