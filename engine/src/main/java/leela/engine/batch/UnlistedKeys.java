package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;

/**
 * Heads whose keys the store does not list yet, in an order: a few sorted runs, each at least twice as long as the
 * next, and those that came since the last of them was made.
 * Thread: under the lock of {@link HeadTable}; a run that was given away, any.
 * Memory: 4 bytes a head; heads that were listed meanwhile stay until they are as many as those that were not.
 */
final class UnlistedKeys {

    private static final int FEW = 1024;

    private final Comparator<byte[]> keyOrder;
    private final Comparator<Head> order;
    private List<Head[]> runs = new ArrayList<>();
    private List<Head> added = new ArrayList<>();
    private int size;
    private int listed;

    /** In this order of keys. */
    UnlistedKeys(final Comparator<byte[]> keyOrder) {
        this.keyOrder = keyOrder;
        order = Comparator.comparing(Head::key, keyOrder);
    }

    void add(final Head head) {
        added.add(head);
        size++;
        if (added.size() >= FEW) {
            close();
        }
    }

    /** One of them is {@link Head#isUnlisted} no longer. */
    void remove() {
        listed++;
    }

    /** Lets go of those that are listed, if they are many; whether it did. */
    boolean tidy() {
        if (listed <= FEW || 2 * listed <= size) {
            return false;
        }
        close();
        Head[] left = {};
        for (int i = runs.size() - 1; i >= 0; i--) {
            left = merged(
                    left, Arrays.stream(runs.get(i)).filter(Head::isUnlisted).toArray(Head[]::new));
        }
        runs = new ArrayList<>(List.<Head[]>of(left));
        size = left.length;
        listed = 0;
        return true;
    }

    /** Those that are not listed, in no order. */
    void forEach(final Visitor visitor) {
        for (final Head[] run : runs) {
            for (final Head head : run) {
                show(head, visitor);
            }
        }
        for (final Head head : added) {
            show(head, visitor);
        }
    }

    /** Hears of heads. */
    interface Visitor {
        void visit(Head head);
    }

    private static void show(final Head head, final Visitor visitor) {
        if (head.isUnlisted()) {
            visitor.visit(head);
        }
    }

    /** How many are not listed. */
    int count() {
        return size - listed;
    }

    /** All of them and some that are listed by now, in sorted runs; nobody writes to these. */
    Runs runs() {
        close();
        return new Runs(keyOrder, List.copyOf(runs));
    }

    /** What was added becomes a run, and with it those that are less than twice as long as what comes behind them. */
    private void close() {
        if (added.isEmpty()) {
            return;
        }
        Head[] last = added.toArray(new Head[0]);
        Arrays.sort(last, order);
        int kept = runs.size();
        while (kept > 0 && runs.get(kept - 1).length < 2 * last.length) {
            last = merged(runs.get(--kept), last);
        }
        // last: where there is no memory for it, all is as it was
        final List<Head[]> next = new ArrayList<>(runs.subList(0, kept));
        next.add(last);
        final List<Head> none = new ArrayList<>();
        runs = next;
        added = none;
    }

    private Head[] merged(final Head[] a, final Head[] b) {
        final Head[] all = new Head[a.length + b.length];
        int left = 0;
        int right = 0;
        for (int i = 0; i < all.length; i++) {
            final boolean isLeft = right == b.length || left < a.length && order.compare(a[left], b[right]) < 0;
            all[i] = isLeft ? a[left++] : b[right++];
        }
        return all;
    }

    /** What was there at a time. Thread: any; immutable. */
    record Runs(Comparator<byte[]> order, List<Head[]> runs) {

        /**
         * The first keys that match and come behind {@code after}, in the order of their bytes, which is this one: of
         * so many of each run that are looked at.
         */
        KeyPage matching(final KeyScan scan, final byte[] after, final int limit, final int mostLookedAt) {
            final byte[] from = Arrays.compareUnsigned(scan.prefix(), after) > 0 ? scan.prefix() : after;
            final List<byte[]> found = new ArrayList<>();
            byte[] to = KeyPage.NONE.next();
            for (final Head[] run : runs) {
                int ofRun = 0;
                final int first = firstFrom(run, from);
                for (int i = first; i < run.length && KeyScan.startsWith(run[i].key(), scan.prefix()); i++) {
                    final byte[] key = run[i].key();
                    if (to.length > 0 && Arrays.compareUnsigned(key, to) > 0) {
                        // what is behind the end of another run is looked at the next time
                        break;
                    }
                    if (i > first && (ofRun == limit || i - first == mostLookedAt)) {
                        to = earlier(to, run[i - 1].key());
                        break;
                    }
                    if (run[i].isUnlisted() && scan.matches(key) && !Arrays.equals(key, after)) {
                        found.add(key);
                        ofRun++;
                    }
                }
            }
            final byte[] end = to;
            found.removeIf(key -> end.length > 0 && Arrays.compareUnsigned(key, end) > 0);
            return page(found, limit, end);
        }

        private static byte[] earlier(final byte[] to, final byte[] other) {
            return to.length == 0 || Arrays.compareUnsigned(other, to) < 0 ? other : to;
        }

        /** Those that are equal to this one in this order, some of them twice. */
        List<byte[]> equalTo(final byte[] key, final int limit) {
            final List<byte[]> found = new ArrayList<>();
            for (final Head[] run : runs) {
                for (int i = firstFrom(run, key);
                        i < run.length && found.size() < limit && order.compare(run[i].key(), key) == 0;
                        i++) {
                    found.add(run[i].key());
                }
            }
            return found;
        }

        /** Index of the first key of a run that is not before this one. */
        private int firstFrom(final Head[] run, final byte[] key) {
            int low = 0;
            int high = run.length;
            while (low < high) {
                final int middle = low + high >>> 1;
                if (order.compare(run[middle].key(), key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** Of these heads, in no order, the first keys that match and come behind {@code after}. */
    static KeyPage matching(final Head[] heads, final KeyScan scan, final byte[] after, final int limit) {
        final List<byte[]> found = new ArrayList<>();
        for (final Head head : heads) {
            final byte[] key = head.key();
            if (head.isUnlisted()
                    && KeyScan.startsWith(key, scan.prefix())
                    && Arrays.compareUnsigned(key, after) > 0
                    && scan.matches(key)) {
                found.add(key);
            }
        }
        return page(found, limit, KeyPage.NONE.next());
    }

    /** The first of some keys in the order of their bytes, each once; {@code to} is where they end. */
    private static KeyPage page(final List<byte[]> keys, final int limit, final byte[] to) {
        keys.sort(Arrays::compareUnsigned);
        final List<byte[]> first = new ArrayList<>(Math.min(limit, keys.size()));
        byte[] last = null;
        for (int i = 0; i < keys.size() && first.size() < limit; i++) {
            if (!Arrays.equals(keys.get(i), last)) {
                last = keys.get(i);
                first.add(last);
            }
        }
        return new KeyPage(first, first.size() == limit ? last : to);
    }
}
