package leela.engine.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * All keys in ascending byte order: a sorted array, and those that came since it was made.
 * Thread: any.
 * Memory: 4 bytes a key beside the key itself, which the heads share; as much again while new keys are sorted in.
 */
public final class KeyList {

    private final ReentrantLock lock = new ReentrantLock();
    private byte[][] sorted = new byte[0][];
    private List<byte[]> added = new ArrayList<>();

    /** Adds a key that is not in the list. */
    public void add(final byte[] key) {
        lock.lock();
        try {
            added.add(key);
        } finally {
            lock.unlock();
        }
    }

    /** Leaves only keys that pass. */
    public void retain(final Predicate<byte[]> passes) {
        lock.lock();
        try {
            sorted = Arrays.stream(sorted()).filter(passes).toArray(byte[][]::new);
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return sorted.length + added.size();
        } finally {
            lock.unlock();
        }
    }

    /** Keys that match, behind {@code after}, at most {@code limit}. */
    public List<byte[]> list(final KeyFilter filter, final byte[] after, final int limit) {
        final List<byte[]> found = new ArrayList<>();
        scan(filter, after, limit, found);
        return found;
    }

    public long count(final KeyFilter filter) {
        return scan(filter, new byte[0], Long.MAX_VALUE, null);
    }

    private long scan(final KeyFilter filter, final byte[] after, final long limit, final List<byte[]> found) {
        final byte[][] keys = sorted();
        final Glob glob = new Glob(FoldedKey.of(filter.glob()));
        final byte[] prefix = longer(FoldedKey.of(filter.prefix()), glob.literalPrefix());
        final boolean isEmpty =
                !startsWith(prefix, FoldedKey.of(filter.prefix())) || !startsWith(prefix, glob.literalPrefix());
        long count = 0;
        for (int i = firstFrom(keys, prefix, FoldedKey.of(after)); i < keys.length && count < limit && !isEmpty; i++) {
            if (!startsWith(keys[i], prefix)) {
                break;
            }
            if (glob.matches(keys[i])) {
                count++;
                if (found != null) {
                    found.add(keys[i]);
                }
            }
        }
        return count;
    }

    /** Index of the first key that is not before the prefix, and behind {@code after} unless that is empty. */
    private static int firstFrom(final byte[][] keys, final byte[] prefix, final byte[] after) {
        final int fromPrefix = lowerBound(keys, prefix);
        if (after.length == 0) {
            return fromPrefix;
        }
        final int at = lowerBound(keys, after);
        final int behind = at < keys.length && Arrays.equals(keys[at], after) ? at + 1 : at;
        return Math.max(fromPrefix, behind);
    }

    private static int lowerBound(final byte[][] keys, final byte[] key) {
        final int found = Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
        return found >= 0 ? found : -found - 1;
    }

    private static byte[] longer(final byte[] a, final byte[] b) {
        return a.length >= b.length ? a : b;
    }

    private static boolean startsWith(final byte[] key, final byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private byte[][] sorted() {
        lock.lock();
        try {
            if (!added.isEmpty()) {
                final byte[][] fresh = added.toArray(new byte[0][]);
                added = new ArrayList<>();
                Arrays.sort(fresh, Arrays::compareUnsigned);
                sorted = merged(sorted, fresh);
            }
            return sorted;
        } finally {
            lock.unlock();
        }
    }

    private static byte[][] merged(final byte[][] a, final byte[][] b) {
        final byte[][] all = new byte[a.length + b.length][];
        int left = 0;
        int right = 0;
        for (int i = 0; i < all.length; i++) {
            final boolean isLeft =
                    right == b.length || left < a.length && Arrays.compareUnsigned(a[left], b[right]) < 0;
            all[i] = isLeft ? a[left++] : b[right++];
        }
        return all;
    }
}
