package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.keys.KeyTags;
import leela.engine.keys.TagCondition;
import leela.engine.series.KeyHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Heads whose keys the store does not list yet, by the tags of their keys. Of a tag and its value a long hash is kept,
 * and where it stands in the key of the last head that has it; whoever reads heads judges each key.
 *
 * <pre>
 *   cell ──> value: hash of tag=value, number of heads, last of them ──> node: head ──> node: head ──> …
 *   tag  ──> value ──> value of the same tag ──> …
 * </pre>
 *
 * Thread: under the lock of {@link HeadTable}; {@link TagValues} any.
 * Memory: 8 bytes a tag of a head, 40 a value, up to a bound; beyond it all heads must be looked at.
 */
final class UnlistedTags {

    /** Tags of different names, which are looked through one after another. */
    static final int MOST_NAMES = 256;

    private static final int NONE = -1;
    private static final int FIRST_VALUES = 1 << 7;
    private static final int FIRST_NODES = 1 << 9;
    /** With the growth of the arrays, and a value of its own for every other head. */
    private static final int BYTES_A_NODE = 36;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private final int mostNodes;
    private final List<Name> names = new ArrayList<>();

    /** A value's number plus one, or 0. */
    private int[] cells;

    // of values
    private long[] hashes;
    private int[] counts;
    private int[] last;
    private int[] places;
    private int[] following;
    private int values;

    // of nodes
    private Head[] heads;
    private int[] before;
    private int nodes;
    private boolean isWhole;

    private static final class Name {
        private final byte[] text;
        private int last = NONE;
        private int count;

        private Name(final byte[] text) {
            this.text = text;
        }
    }

    /** {@code maxBytes} is what it may take. */
    UnlistedTags(final long maxBytes) {
        mostNodes = (int) Math.min(1 << 28, maxBytes / BYTES_A_NODE);
        makeEmpty();
    }

    /** What it takes, about. */
    long bytes() {
        return (long) BYTES_A_NODE * nodes;
    }

    /** All heads go. */
    void clear() {
        if (nodes == 0 && isWhole) {
            return;
        }
        makeEmpty();
    }

    private void makeEmpty() {
        cells = new int[2 * FIRST_VALUES];
        hashes = new long[FIRST_VALUES];
        counts = new int[FIRST_VALUES];
        last = new int[FIRST_VALUES];
        places = new int[FIRST_VALUES];
        following = new int[FIRST_VALUES];
        values = 0;
        names.clear();
        heads = new Head[FIRST_NODES];
        before = new int[FIRST_NODES];
        nodes = 0;
        isWhole = true;
    }

    /** One more, with all its tags. */
    void add(final Head head) {
        final byte[] key = head.key();
        buffer.wrap(key);
        if (isWhole) {
            KeyTags.visitRanges(key, (from, equals, to) -> add(head, from, equals, to));
        }
    }

    private void add(final Head head, final int from, final int equals, final int to) {
        if (nodes == mostNodes) {
            isWhole = false;
        }
        if (!isWhole) {
            return;
        }
        if (nodes == heads.length) {
            final int capacity = Math.min(mostNodes, 2 * nodes);
            final Head[] more = Arrays.copyOf(heads, capacity);
            before = Arrays.copyOf(before, capacity);
            heads = more;
        }
        final long hash = KeyHash.longOf(buffer, from, to - from);
        final int cell = cellOf(hash);
        int value = cells[cell] - 1;
        if (value == NONE) {
            final Name name = name(head.key(), from, equals);
            if (name == null) {
                isWhole = false;
                return;
            }
            value = addValue(name, hash, cell);
        }
        heads[nodes] = head;
        before[nodes] = last[value];
        last[value] = nodes++;
        counts[value]++;
        places[value] = TagValues.place(equals + 1, to);
    }

    /** Null where there are too many. */
    private Name name(final byte[] key, final int from, final int equals) {
        for (final Name name : names) {
            if (Arrays.equals(name.text, 0, name.text.length, key, from, equals)) {
                return name;
            }
        }
        if (names.size() == MOST_NAMES) {
            return null;
        }
        final Name made = new Name(Arrays.copyOfRange(key, from, equals));
        names.add(made);
        return made;
    }

    private int addValue(final Name name, final long hash, final int cell) {
        if (values == hashes.length) {
            growValues();
            return addValue(name, hash, cellOf(hash));
        }
        cells[cell] = values + 1;
        hashes[values] = hash;
        counts[values] = 0;
        last[values] = NONE;
        following[values] = name.last;
        name.last = values;
        name.count++;
        return values++;
    }

    /** Where the hash is, or would be. */
    private int cellOf(final long hash) {
        final int mask = cells.length - 1;
        int cell = (int) hash & mask;
        while (cells[cell] > 0 && hashes[cells[cell] - 1] != hash) {
            cell = cell + 1 & mask;
        }
        return cell;
    }

    private void growValues() {
        final int capacity = 2 * hashes.length;
        final int[] moreCells = new int[2 * capacity];
        final long[] moreHashes = Arrays.copyOf(hashes, capacity);
        final int[] moreCounts = Arrays.copyOf(counts, capacity);
        final int[] moreLast = Arrays.copyOf(last, capacity);
        following = Arrays.copyOf(following, capacity);
        places = Arrays.copyOf(places, capacity);
        hashes = moreHashes;
        counts = moreCounts;
        last = moreLast;
        cells = moreCells;
        for (int value = 0; value < values; value++) {
            cells[cellOf(hashes[value])] = value + 1;
        }
    }

    /**
     * Heads among which are all for which every condition holds: those with the rarest of the values asked for. Null
     * where that are more than so many, or nothing tells.
     */
    Head[] among(final List<TagCondition> conditions, final int most) {
        int rarest = NONE;
        for (final TagCondition condition : conditions) {
            if (isWhole && condition.isEqual()) {
                final byte[] text = condition.text();
                buffer.wrap(text);
                final int value = cells[cellOf(KeyHash.longOf(buffer, 0, text.length))] - 1;
                if (value == NONE) {
                    return new Head[0];
                }
                rarest = rarest == NONE || counts[value] < counts[rarest] ? value : rarest;
            }
        }
        return rarest == NONE || counts[rarest] > most ? null : with(new long[] {hashes[rarest]}, most);
    }

    /** Heads with one of these values, as {@link TagValues} gives them; null where that are more than so many. */
    Head[] with(final long[] wanted, final int most) {
        if (!isWhole) {
            return null;
        }
        long count = 0;
        for (final long hash : wanted) {
            final int value = cells[cellOf(hash)] - 1;
            count += value == NONE ? 0 : counts[value];
        }
        if (count > most) {
            return null;
        }
        final Head[] found = new Head[(int) count];
        int next = 0;
        for (final long hash : wanted) {
            final int value = cells[cellOf(hash)] - 1;
            for (int node = value == NONE ? NONE : last[value]; node != NONE; node = before[node]) {
                found[next++] = heads[node];
            }
        }
        return found;
    }

    /** The values of this tag; null where not all tags are known. */
    TagValues values(final byte[] tag) {
        if (!isWhole) {
            return null;
        }
        for (final Name name : names) {
            if (Arrays.equals(name.text, tag)) {
                return values(name);
            }
        }
        return TagValues.NONE;
    }

    private TagValues values(final Name name) {
        final Head[] having = new Head[name.count];
        final int[] at = new int[name.count];
        final long[] known = new long[name.count];
        int next = 0;
        for (int value = name.last; value != NONE; value = following[value]) {
            having[next] = heads[last[value]];
            at[next] = places[value];
            known[next++] = hashes[value];
        }
        return new TagValues(having, at, known);
    }

    /** The names of tags of heads whose keys are not listed; null where not all are known. */
    List<byte[]> names() {
        return isWhole
                ? names.stream().filter(this::isUnlisted).map(name -> name.text).toList()
                : null;
    }

    /** Whether one of the last heads of its values is not listed: where all are, the store knows the name. */
    private boolean isUnlisted(final Name name) {
        int value = name.last;
        while (value != NONE && !heads[last[value]].isUnlisted()) {
            value = following[value];
        }
        return value != NONE;
    }
}
