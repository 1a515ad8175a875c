package leela.engine.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.spi.Store;

/**
 * One page of keys, from those that the store lists and those that it does not list yet.
 * Thread: one.
 * Memory: the page.
 */
final class KeyMerge {

    /** Keys of the store that a page looks at: at a million a second, a fifth of a second. */
    static final int MOST_LOOKED_AT = 200_000;

    private final List<byte[]> newest;
    private final KeyScan scan;
    private final int limit;
    private final List<byte[]> found = new ArrayList<>();
    private int taken;

    /** {@code newest}: the first that match, in order, {@code limit} of them if there are as many. */
    KeyMerge(final List<byte[]> newest, final KeyScan scan, final int limit) {
        this.newest = newest;
        this.scan = scan;
        this.limit = limit;
    }

    KeyPage page(final Store.Keys stored) {
        byte[] key = KeyPage.NONE.next();
        for (int looked = 0; found.size() < limit; looked++) {
            if (looked == MOST_LOOKED_AT) {
                return new KeyPage(found, key);
            }
            if (!stored.next()) {
                takeBefore(null);
                return new KeyPage(found, found.size() < limit ? KeyPage.NONE.next() : found.get(limit - 1));
            }
            key = stored.key();
            takeBefore(key);
            if (found.size() < limit && scan.matches(key)) {
                found.add(key);
            }
        }
        return new KeyPage(found, found.get(limit - 1));
    }

    /** Takes those that come before a key of the store, all that are left if it is null; passes that key itself. */
    private void takeBefore(final byte[] key) {
        int order = -1;
        while (taken < newest.size() && found.size() < limit && order < 0) {
            order = key == null ? -1 : Arrays.compareUnsigned(newest.get(taken), key);
            if (order < 0) {
                found.add(newest.get(taken));
            }
            taken += order <= 0 ? 1 : 0;
        }
    }
}
