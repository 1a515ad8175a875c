package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Heads whose keys the store does not list yet, in ascending byte order: a sorted array, and those that came since it
 * was made.
 * Thread: under the lock of {@link HeadTable}; an array that was given away, any.
 * Memory: 4 bytes a head; heads that were listed meanwhile stay until they are as many as those that were not.
 */
final class UnlistedKeys {

    private static final int FEW = 1024;
    private static final Comparator<Head> BY_KEY = Comparator.comparing(Head::key, Arrays::compareUnsigned);

    private Head[] sorted = {};
    private List<Head> added = new ArrayList<>();
    private int listed;

    void add(final Head head) {
        added.add(head);
        head.unlisted(true);
    }

    /** The store lists this one from now on. */
    void listed(final Head head) {
        listed += head.isUnlisted() ? 1 : 0;
        head.unlisted(false);
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
            Arrays.sort(fresh, BY_KEY);
            final List<Head> none = new ArrayList<>();
            sorted = merged(sorted, fresh);
            added = none;
        }
        return sorted;
    }

    /** Index of the first key of a sorted array that is not before this one. */
    static int firstFrom(final Head[] heads, final byte[] key) {
        int low = 0;
        int high = heads.length;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (Arrays.compareUnsigned(heads[middle].key(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Head[] merged(final Head[] a, final Head[] b) {
        final Head[] all = new Head[a.length + b.length];
        int left = 0;
        int right = 0;
        for (int i = 0; i < all.length; i++) {
            final boolean isLeft = right == b.length || left < a.length && BY_KEY.compare(a[left], b[right]) < 0;
            all[i] = isLeft ? a[left++] : b[right++];
        }
        return all;
    }
}
