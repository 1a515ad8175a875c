package leela.engine.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.spi.Store;

/**
 * One page of keys, from those that the store lists and those that it does not list yet. It is as much work as may be
 * done before others have their turn; whoever wants more asks for the next.
 * Thread: one.
 * Memory: the page.
 */
final class KeyMerge {

    /** Keys of each that a page looks at: at a million a second, four milliseconds. */
    static final int MOST_LOOKED_AT = 4096;

    private final List<byte[]> newest;
    /** Behind this others may follow that are not listed yet; empty where none do. */
    private final byte[] newestTo;

    private final KeyScan scan;
    private final int limit;
    private final List<byte[]> found = new ArrayList<>();
    private int taken;

    /** {@code newest}: the first that match, in order. */
    KeyMerge(final KeyPage newest, final KeyScan scan, final int limit) {
        this.newest = newest.keys();
        newestTo = newest.next();
        this.scan = scan;
        this.limit = limit;
    }

    KeyPage page(final Store.Keys stored) {
        byte[] key = KeyPage.NONE.next();
        for (int looked = 0; found.size() < limit; looked++) {
            if (looked == MOST_LOOKED_AT) {
                return new KeyPage(found, key);
            }
            final byte[] next = stored.next() ? stored.key() : null;
            if (next == null || newestTo.length > 0 && Arrays.compareUnsigned(next, newestTo) > 0) {
                takeBefore(null);
                return new KeyPage(found, found.size() < limit ? newestTo : found.get(limit - 1));
            }
            key = next;
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
