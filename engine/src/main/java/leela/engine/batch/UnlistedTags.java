package leela.engine.batch;

import java.util.Arrays;
import java.util.List;
import leela.engine.keys.KeyTags;
import leela.engine.keys.TagCondition;
import leela.engine.series.KeyHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Heads whose keys the store does not list yet, by the tags of their keys: only a hash of a tag and its value is kept,
 * so whoever reads it judges each key.
 *
 * <pre>
 *   cell: hash of tag=value, number of heads, last of them ──> node: head ──> node: head ──> …
 * </pre>
 *
 * Thread: under the lock of {@link HeadTable}.
 * Memory: 8 bytes a tag of a head, 24 a value, up to a bound; beyond it all heads must be looked at.
 */
final class UnlistedTags {

    private static final int NONE = -1;
    private static final int FIRST_CELLS = 1 << 8;
    private static final int FIRST_NODES = 1 << 9;
    /** With the growth of the arrays, and a value of its own for every other head. */
    private static final int BYTES_A_NODE = 24;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private final int mostNodes;
    private int[] hashes;
    private int[] counts;
    private int[] last;
    private int cellsUsed;
    private Head[] heads;
    private int[] before;
    private int nodes;
    private boolean isWhole;

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
        if (hashes == null || hashes.length > FIRST_CELLS) {
            hashes = new int[FIRST_CELLS];
            counts = new int[FIRST_CELLS];
            last = new int[FIRST_CELLS];
        }
        Arrays.fill(counts, 0);
        cellsUsed = 0;
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
            KeyTags.visitRanges(key, (from, equals, to) -> add(KeyHash.of(buffer, from, to - from), head));
        }
    }

    private void add(final int hash, final Head head) {
        if (nodes == mostNodes) {
            isWhole = false;
            return;
        }
        if (2 * (cellsUsed + 1) > hashes.length) {
            growCells();
        }
        if (nodes == heads.length) {
            final int capacity = Math.min(mostNodes, 2 * nodes);
            final Head[] more = Arrays.copyOf(heads, capacity);
            before = Arrays.copyOf(before, capacity);
            heads = more;
        }
        final int cell = cellOf(hash);
        if (counts[cell] == 0) {
            hashes[cell] = hash;
            last[cell] = NONE;
            cellsUsed++;
        }
        heads[nodes] = head;
        before[nodes] = last[cell];
        last[cell] = nodes++;
        counts[cell]++;
    }

    /** Where the hash is, or would be. */
    private int cellOf(final int hash) {
        final int mask = hashes.length - 1;
        int cell = hash & mask;
        while (counts[cell] > 0 && hashes[cell] != hash) {
            cell = cell + 1 & mask;
        }
        return cell;
    }

    private void growCells() {
        final int[] oldHashes = hashes;
        final int[] oldCounts = counts;
        final int[] oldLast = last;
        final int[] newCounts = new int[2 * oldHashes.length];
        final int[] newLast = new int[2 * oldHashes.length];
        hashes = new int[2 * oldHashes.length];
        counts = newCounts;
        last = newLast;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldCounts[i] > 0) {
                final int cell = cellOf(oldHashes[i]);
                hashes[cell] = oldHashes[i];
                counts[cell] = oldCounts[i];
                last[cell] = oldLast[i];
            }
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
                final int cell = cellOf(KeyHash.of(condition.text()));
                rarest = rarest == NONE || counts[cell] < counts[rarest] ? cell : rarest;
            }
        }
        if (rarest == NONE || counts[rarest] > most) {
            return null;
        }
        final Head[] found = new Head[counts[rarest]];
        int node = last[rarest];
        for (int i = 0; i < found.length; i++) {
            found[i] = heads[node];
            node = before[node];
        }
        return found;
    }
}
