package leela.adapters.embedded.table;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;

/**
 * The rows of one file of the store, also of one of which blocks are damaged: these are passed over.
 *
 * <pre>
 *   blocks   [a……] [X] [g……] [k……] [X] [p……]        X: damaged
 *   read     1 → up to the first damaged one
 *            2 ← from the end, down to the last one
 *            3   between these: a key in the middle is looked for, and read from there both ways, and so on
 * </pre>
 *
 * Where a key lies in a damaged block, the halves before and behind it are tried, {@value #MOST_LOOKS} times a file.
 * What the library says of a damaged block tells which one it is: where it is the one at the end of what was read,
 * there is nothing between them.
 * Thread: one.
 * Memory: a block.
 * Errors: {@link RocksDBException} where not even the file's own list of its blocks can be read.
 */
public final class TableFile implements AutoCloseable {

    private static final int MOST_LOOKS = 1 << 16;
    /** As in "block checksum mismatch: stored = 1, computed = 2, type = 4  in /a/b.sst offset 3 size 4". */
    private static final Pattern OFFSET = Pattern.compile(" offset (\\d{1,18}) size \\d+");

    /** Nothing is damaged there. */
    private static final long WHOLE = -1;
    /** Something is, and the library does not say where. */
    private static final long SOMEWHERE = -2;

    /** Takes rows; of each there is one, in no order. */
    public interface Visitor {
        void onRow(byte[] key, byte[] value) throws RocksDBException;
    }

    private final SstFileReader reader;
    private final ReadOptions read = new ReadOptions();
    private SstFileReaderIterator row;

    /** Opens one. */
    public TableFile(final Path path, final Options options) throws RocksDBException {
        reader = new SstFileReader(options);
        try {
            reader.open(path.toString());
            row = reader.newIterator(read);
        } catch (final RocksDBException unreadable) {
            read.close();
            reader.close();
            throw unreadable;
        }
    }

    /** Fails where a block is damaged, and says which. */
    public void verify() throws RocksDBException {
        reader.verifyChecksum();
    }

    /** Shows the rows of {@code [from, to)} that can be read; null is where the file begins or ends. */
    public void visit(final byte[] from, final byte[] to, final Visitor visitor) throws RocksDBException {
        final Range range = new Range(from == null ? new byte[0] : from, to, visitor);
        if (from == null) {
            fresh().seekToFirst();
        } else {
            fresh().seek(from);
        }
        final byte[] low = range.forward(range.from);
        if (low != null) {
            final long behindLow = damage();
            if (to == null) {
                fresh().seekToLast();
            } else {
                fresh().seekForPrev(to);
            }
            final byte[] high = range.backward(low, to);
            range.between(new Gap(low, behindLow, high, damage()));
        }
    }

    @Override
    public void close() {
        row.close();
        read.close();
        reader.close();
    }

    /** Keys between which there may be rows that can be read; the damaged blocks next to them lie at these offsets. */
    private record Gap(byte[] low, long behindLow, byte[] high, long beforeHigh) {

        /** Whether it is one block. */
        private boolean isNothing() {
            return behindLow >= 0 && behindLow == beforeHigh;
        }

        private Gap below(final byte[] middle, final long damage) {
            return new Gap(low, behindLow, middle, damage);
        }

        private Gap above(final byte[] middle, final long damage) {
            return new Gap(middle, damage, high, beforeHigh);
        }
    }

    /** For the next look: one that has met damage may tell of that again, wherever it looks then. */
    private SstFileReaderIterator fresh() {
        if (damage() != WHOLE) {
            row.close();
            row = reader.newIterator(read);
        }
        return row;
    }

    /** Where what was looked at last is damaged: the offset of its block, or {@link #WHOLE} or {@link #SOMEWHERE}. */
    private long damage() {
        try {
            row.status();
            return WHOLE;
        } catch (final RocksDBException damaged) {
            final Matcher offset = OFFSET.matcher(String.valueOf(damaged.getMessage()));
            return offset.find() ? Long.parseLong(offset.group(1)) : SOMEWHERE;
        }
    }

    private final class Range {

        private final byte[] from;
        private final byte[] to;
        private final Visitor visitor;
        private final Queue<Gap> gaps = new ArrayDeque<>();

        private Range(final byte[] from, final byte[] to, final Visitor visitor) {
            this.from = from;
            this.to = to;
            this.visitor = visitor;
        }

        /** Shows what stands from here on; null where that is all, else the key behind which a block is damaged. */
        private byte[] forward(final byte[] behind) throws RocksDBException {
            return forward(behind, to);
        }

        private byte[] forward(final byte[] behind, final byte[] end) throws RocksDBException {
            byte[] last = behind;
            for (; row.isValid(); row.next()) {
                final byte[] key = row.key();
                if (end != null && Arrays.compareUnsigned(key, end) >= 0) {
                    return null;
                }
                visitor.onRow(key, row.value());
                last = key;
            }
            return damage() == WHOLE ? null : last;
        }

        /**
         * Shows what stands here and before, down to a key that was shown; the key before which a block is damaged, or
         * {@code high} where that is the first block.
         */
        private byte[] backward(final byte[] low, final byte[] high) throws RocksDBException {
            byte[] first = high;
            for (; row.isValid(); row.prev()) {
                final byte[] key = row.key();
                if (Arrays.compareUnsigned(key, low) <= 0) {
                    return first;
                }
                if (high == null || Arrays.compareUnsigned(key, high) < 0) {
                    visitor.onRow(key, row.value());
                    first = key;
                }
            }
            return first;
        }

        /** Looks for blocks that can be read between two keys, next to which some cannot; wide gaps first. */
        private void between(final Gap whole) throws RocksDBException {
            gaps.add(whole);
            for (int looks = 0; looks < MOST_LOOKS && !gaps.isEmpty(); looks++) {
                final Gap gap = gaps.remove();
                final byte[] middle = gap.isNothing() ? null : middle(gap.low, gap.high);
                if (middle != null) {
                    look(gap, middle);
                }
            }
        }

        private void look(final Gap gap, final byte[] middle) throws RocksDBException {
            fresh().seek(middle);
            final long damage = row.isValid() ? WHOLE : damage();
            if (damage != WHOLE) {
                gaps.add(gap.below(middle, damage));
                gaps.add(gap.above(middle, damage));
            } else if (!row.isValid() || gap.high != null && Arrays.compareUnsigned(row.key(), gap.high) >= 0) {
                gaps.add(gap.below(middle, gap.beforeHigh));
            } else {
                final byte[] found = row.key();
                final byte[] last = forward(found, gap.high);
                if (last != null) {
                    gaps.add(gap.above(last, damage()));
                }
                fresh().seekForPrev(found);
                row.prev();
                final byte[] first = backward(gap.low, found);
                gaps.add(gap.below(first, damage()));
            }
        }
    }

    /** A key between two, as numbers of eight bytes behind what they have in common; null where there is none. */
    private static byte[] middle(final byte[] low, final byte[] high) {
        int common = high == null ? 0 : Math.max(0, Arrays.mismatch(low, high));
        common = Math.min(common, low.length);
        final long below = number(low, common);
        final long above = high == null ? -1 : number(high, common);
        final long half = below + (above - below >>> 1);
        return half == below
                ? null
                : ByteBuffer.allocate(common + Long.BYTES)
                        .put(low, 0, common)
                        .putLong(half)
                        .array();
    }

    private static long number(final byte[] key, final int from) {
        final byte[] eight = new byte[Long.BYTES];
        System.arraycopy(key, from, eight, 0, Math.min(eight.length, key.length - from));
        return ByteBuffer.wrap(eight).getLong();
    }
}
