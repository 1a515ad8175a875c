package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import leela.engine.keys.KeyScan;

/**
 * Heads whose keys the store does not list yet, in an order: a sorted array, and those that came since it was made.
 * Thread: under the lock of {@link HeadTable}; an array that was given away, any.
 * Memory: 4 bytes a head; heads that were listed meanwhile stay until they are as many as those that were not.
 */
final class UnlistedKeys {

    private static final int FEW = 1024;

    private final Comparator<Head> order;
    private Head[] sorted = {};
    private List<Head> added = new ArrayList<>();
    private int listed;

    /** In this order of keys. */
    UnlistedKeys(final Comparator<byte[]> order) {
        this.order = Comparator.comparing(Head::key, order);
    }

    void add(final Head head) {
        added.add(head);
    }

    /** One of them is {@link Head#isUnlisted} no longer. */
    void remove() {
        listed++;
    }

    /** Lets go of those that are listed, if they are many. */
    void tidy() {
        if (listed > FEW && 2 * listed > sorted.length + added.size()) {
            sorted = Arrays.stream(sorted).filter(Head::isUnlisted).toArray(Head[]::new);
            added.removeIf(one -> !one.isUnlisted());
            listed = 0;
        }
    }

    /** All of them and some that are listed by now; nobody writes to the array. */
    Head[] sorted() {
        if (!added.isEmpty()) {
            final Head[] fresh = added.toArray(new Head[0]);
            Arrays.sort(fresh, order);
            final List<Head> none = new ArrayList<>();
            sorted = merged(sorted, fresh);
            added = none;
        }
        return sorted;
    }

    /** Index of the first key of an array in this order that is not before this one. */
    static int firstFrom(final Head[] heads, final byte[] key, final Comparator<byte[]> order) {
        int low = 0;
        int high = heads.length;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (order.compare(heads[middle].key(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first keys that match and come behind {@code after}, of an array in the order of their bytes. */
    static List<byte[]> matching(final Head[] heads, final KeyScan scan, final byte[] after, final int limit) {
        final byte[] from = Arrays.compareUnsigned(scan.prefix(), after) > 0 ? scan.prefix() : after;
        final List<byte[]> found = new ArrayList<>();
        for (int i = firstFrom(heads, from, Arrays::compareUnsigned); i < heads.length && found.size() < limit; i++) {
            final byte[] key = heads[i].key();
            if (!KeyScan.startsWith(key, scan.prefix())) {
                break;
            }
            if (heads[i].isUnlisted() && scan.matches(key) && !Arrays.equals(key, after)) {
                found.add(key);
            }
        }
        return found;
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
}
