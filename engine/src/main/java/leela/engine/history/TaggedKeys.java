package leela.engine.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import leela.engine.keys.KeyScan;
import leela.engine.keys.TagCondition;
import leela.engine.spi.Store;
import leela.engine.spi.TagIndex;

/**
 * Where to look for keys whose tags are asked for: with the tag that has fewest keys of a value asked for, else with
 * the few values that pass, else among all. Who reads it judges each key.
 * Thread: one at a time.
 * Memory: a few thousand keys for each tag, or a cursor for each value.
 * Errors: {@link leela.engine.spi.StoreException}.
 */
final class TaggedKeys implements Store.Keys {

    /** Keys of each tag that are read to find out which has fewest. */
    private static final int FEW_KEYS = 8192;

    private static final int TURN = 64;

    private static final int FEW_VALUES = 64;
    /** Values of a tag that are judged to find out how many pass. */
    private static final int MOST_VALUES = 100_000;

    private final PriorityQueue<Branch> branches = new PriorityQueue<>();
    private Branch first;

    private TaggedKeys() {}

    /** What may match, behind {@code after}, in ascending byte order. */
    static Store.Keys of(final Store store, final KeyScan scan, final byte[] after) {
        final TagIndex index = scan.tags().isEmpty() ? null : store.tagIndex().orElse(null);
        if (index != null) {
            final Store.Keys rarest = rarest(index, scan, after);
            if (rarest != null) {
                return rarest;
            }
            for (final TagCondition condition : scan.tags()) {
                final List<byte[]> values = condition.isFound() ? passing(index, condition) : null;
                if (values != null) {
                    return new TaggedKeys().over(index, condition, values, scan, after);
                }
            }
        }
        return store.keys(scan.prefix(), after);
    }

    /** Of the tags with a value asked for; null where there is none. */
    private static Store.Keys rarest(final TagIndex index, final KeyScan scan, final byte[] after) {
        final List<TagCondition> equal =
                scan.tags().stream().filter(TagCondition::isEqual).toList();
        if (equal.isEmpty()) {
            return null;
        }
        final List<byte[]> few = equal.size() == 1 ? null : few(index, equal, scan, after);
        if (few != null) {
            return new Listed(few);
        }
        final TagCondition first = equal.get(0);
        return index.keys(first.tag(), first.value(), scan.prefix(), after);
    }

    /** All keys of the tag that has fewest, if these are few: the tags are read in turns until one ends. */
    private static List<byte[]> few(
            final TagIndex index, final List<TagCondition> equal, final KeyScan scan, final byte[] after) {
        final List<Store.Keys> cursors = new ArrayList<>();
        final List<List<byte[]>> found = new ArrayList<>();
        try {
            for (final TagCondition condition : equal) {
                cursors.add(index.keys(condition.tag(), condition.value(), scan.prefix(), after));
                found.add(new ArrayList<>());
            }
            for (int read = 0; read < FEW_KEYS; read += TURN) {
                for (int i = 0; i < cursors.size(); i++) {
                    if (isRead(cursors.get(i), found.get(i))) {
                        return found.get(i);
                    }
                }
            }
            return null;
        } finally {
            cursors.forEach(Store.Keys::close);
        }
    }

    /** Reads some more; whether that was the end. */
    private static boolean isRead(final Store.Keys keys, final List<byte[]> found) {
        for (int i = 0; i < TURN; i++) {
            if (!keys.next()) {
                return true;
            }
            found.add(keys.key());
        }
        return false;
    }

    /** The values that pass; null where that is more than a few, or not known. */
    private static List<byte[]> passing(final TagIndex index, final TagCondition condition) {
        final List<byte[]> passing = new ArrayList<>();
        try (Store.Keys values = index.values(condition.tag(), condition.valuePrefix())) {
            for (int i = 0; values.next(); i++) {
                if (condition.holdsFor(values.key())) {
                    passing.add(values.key());
                }
                if (passing.size() > FEW_VALUES || i == MOST_VALUES) {
                    return null;
                }
            }
        }
        return passing;
    }

    private TaggedKeys over(
            final TagIndex index,
            final TagCondition condition,
            final List<byte[]> values,
            final KeyScan scan,
            final byte[] after) {
        try {
            for (final byte[] value : values) {
                final Store.Keys keys = index.keys(condition.tag(), value, scan.prefix(), after);
                put(new Branch(keys));
            }
            return this;
        } catch (final RuntimeException refused) {
            close();
            throw refused;
        }
    }

    /** A key that has the tag twice is in two of them. */
    @Override
    public boolean next() {
        final byte[] last = first == null ? null : first.key;
        do {
            if (first != null) {
                put(first);
            }
            first = branches.poll();
        } while (first != null && Arrays.equals(first.key, last));
        return first != null;
    }

    private void put(final Branch branch) {
        if (branch.next()) {
            branches.add(branch);
        } else {
            branch.close();
        }
    }

    @Override
    public byte[] key() {
        return first.key;
    }

    @Override
    public void close() {
        if (first != null) {
            first.close();
            first = null;
        }
        branches.forEach(Branch::close);
        branches.clear();
    }

    /** The keys of one value. */
    private static final class Branch implements Comparable<Branch> {
        private final Store.Keys keys;
        private byte[] key;

        private Branch(final Store.Keys keys) {
            this.keys = keys;
        }

        private boolean next() {
            final boolean isThere = keys.next();
            key = isThere ? keys.key() : null;
            return isThere;
        }

        private void close() {
            keys.close();
        }

        @Override
        public int compareTo(final Branch other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }

    /** Keys that were read already. */
    private static final class Listed implements Store.Keys {
        private final Iterator<byte[]> keys;
        private byte[] key;

        private Listed(final List<byte[]> keys) {
            this.keys = keys.iterator();
        }

        @Override
        public boolean next() {
            if (!keys.hasNext()) {
                return false;
            }
            key = keys.next();
            return true;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
