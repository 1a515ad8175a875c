package leela.io.http.intake;

import java.util.ArrayList;
import java.util.List;

/**
 * Those who wait for a turn: first comes who has been served least, so that short requests do not wait for long ones;
 * every fourth time who has waited longest, so that a long one ends, too.
 * Thread: its owner's, or under its owner's lock.
 * Memory: an entry for each; there are few, since requests are admitted.
 * Units: ns.
 */
final class LeastServedQueue<T> {

    private static final int TURNS = 4;

    /** In the order they came. */
    private final List<Entry<T>> entries = new ArrayList<>();

    private int taken;

    private record Entry<T>(T waiting, long servedNs) {}

    void add(final T waiting, final long servedNs) {
        entries.add(new Entry<>(waiting, servedNs));
    }

    /** Null where nobody waits. */
    T take() {
        if (entries.isEmpty()) {
            return null;
        }
        final boolean isForLongest = ++taken % TURNS == 0;
        int next = 0;
        for (int i = 1; i < entries.size() && !isForLongest; i++) {
            next = entries.get(i).servedNs < entries.get(next).servedNs ? i : next;
        }
        return entries.remove(next).waiting;
    }

    /** One leaves without a turn. */
    void remove(final T waiting) {
        entries.removeIf(entry -> entry.waiting == waiting);
    }

    int size() {
        return entries.size();
    }
}
