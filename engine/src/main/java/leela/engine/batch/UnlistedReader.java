package leela.engine.batch;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.keys.TagCondition;

/**
 * Keys that the store may not list yet, as readers ask for them. Where tags tell which few keys are meant, no other is
 * looked at.
 * Thread: any; the lock is held for a look-up, and not while regexes are tried.
 * Memory: what is found, and of a tag that a regex is asked of, 16 bytes a value.
 */
public final class UnlistedReader {

    /** Of so many heads a reader takes a copy, to look at each. */
    private static final int MOST_TAGGED = 1 << 15;

    private final HeadTable heads;
    private final ReentrantLock lock;

    UnlistedReader(final HeadTable heads) {
        this.heads = heads;
        lock = heads.lock();
    }

    /**
     * The first that match and come behind {@code after}; in order, and of so many that are looked at.
     */
    public KeyPage matching(final KeyScan scan, final byte[] after, final int limit, final int mostLookedAt) {
        final Head[] tagged = tagged(scan.tags());
        if (tagged != null) {
            return UnlistedKeys.matching(tagged, scan, after, limit);
        }
        final UnlistedKeys.Runs all;
        lock.lock();
        try {
            all = heads.unlisted();
        } finally {
            lock.unlock();
        }
        return all.matching(scan, after, limit, mostLookedAt);
    }

    /** Of these, a few among which are all for which every condition holds, or null. Regexes are tried unlocked. */
    private Head[] tagged(final List<TagCondition> conditions) {
        final TagCondition found =
                conditions.stream().filter(TagCondition::isFound).findFirst().orElse(null);
        final TagValues values;
        lock.lock();
        try {
            final Head[] equal = heads.unlistedAmong(conditions, MOST_TAGGED);
            if (equal != null || found == null) {
                return equal;
            }
            values = heads.unlistedTags().values(found.tag());
        } finally {
            lock.unlock();
        }
        if (values == null) {
            return null;
        }
        final long[] matching = values.matching(found);
        lock.lock();
        try {
            // what was listed meanwhile is with the store, which is asked next
            return heads.unlistedTags().with(matching, MOST_TAGGED);
        } finally {
            lock.unlock();
        }
    }

    /** The names of their tags; empty where these are not known. */
    public Optional<List<byte[]>> tagNames() {
        lock.lock();
        try {
            return Optional.ofNullable(heads.unlistedTags().names());
        } finally {
            lock.unlock();
        }
    }

    /** Shows the values of a tag that begin so; false where they are not known. */
    public boolean visitValues(final byte[] tag, final byte[] prefix, final Consumer<byte[]> visitor) {
        final TagValues values;
        lock.lock();
        try {
            values = heads.unlistedTags().values(tag);
        } finally {
            lock.unlock();
        }
        if (values != null) {
            values.visit(prefix, visitor);
        }
        return values != null;
    }
}
