package leela.adapters.embedded;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import leela.engine.keys.FoldedKey;
import leela.engine.ring.Limits;
import leela.engine.spi.StoreBatch;

/**
 * Keys of the store's rows; all numbers big-endian, so that rows of a key lie side by side in order of time, and days
 * one behind another: a day that is over is not touched by later writes, and expires as a range.
 *
 * <pre>
 *   chunk     'c' | day u32 | key length u16 | key | start i64 | version i64
 *   document  'd' | day u32 | key length u16 | key | time i64
 *   key       'k' | key                                           value: last day seen by the daily pass, u32
 *   spelling  's' | key length u16 | key in lower case | key      of a key that is not in lower case
 *   tag, value, whole  'g', 'h', 'i'                       see {@link TagRows}
 *   case      'o'                                                 value: whether keys are folded, u8
 *   time      'n'                                                 value: what is known to be over, i64
 *   mark      'm'                                                 value: position i64 | version i64
 *   to do     't' | day u32                                       a day whose small chunks wait to be merged
 *   begun     't' | day u32 | 1                                   a day that is being merged
 * </pre>
 *
 * Thread: any.
 */
final class RowKey {

    static final byte CHUNK = 'c';
    static final byte DOCUMENT = 'd';
    static final byte KEY = 'k';
    static final byte SPELLING = 's';
    static final byte TO_DO = 't';
    static final byte[] CASE = {'o'};
    static final byte[] MARK = {'m'};
    static final byte[] TIME = {'n'};

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int DAY_OFFSET = 1;
    private static final int HEAD_LENGTH = 1 + Integer.BYTES + Short.BYTES;
    /** No row's key is longer. */
    static final int MAX_LENGTH = HEAD_LENGTH + Limits.MAX_KEY_LENGTH + 2 * Long.BYTES;

    private RowKey() {}

    /** What all rows of a kind, day and key begin with. */
    static byte[] prefix(final byte kind, final long day, final byte[] key) {
        return head(kind, day, key, 0).array();
    }

    static void putChunk(final ByteBuffer row, final byte[] key, final long startNs, final long version) {
        putHead(row, CHUNK, DayRows.dayOf(startNs), key).putLong(startNs).putLong(version);
    }

    static byte[] document(final long day, final byte[] key, final long timeNs) {
        return head(DOCUMENT, day, key, Long.BYTES).putLong(timeNs).array();
    }

    /** The first row of a kind and day, were there one; with a day beyond the last, the end of the kind. */
    static byte[] day(final byte kind, final long day) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put(kind)
                .putInt((int) day)
                .array();
    }

    /** Lies behind the note that the day is to be merged, and counts as one. */
    static byte[] begun(final long day) {
        return ByteBuffer.allocate(2 + Integer.BYTES)
                .put(TO_DO)
                .putInt((int) day)
                .put((byte) 1)
                .array();
    }

    static byte[] key(final byte[] key) {
        return ByteBuffer.allocate(1 + key.length).put(KEY).put(key).array();
    }

    /** What the rows of all keys begin with that are this one in lower case. */
    static byte[] spellings(final byte[] key) {
        return ByteBuffer.allocate(1 + Short.BYTES + key.length)
                .put(SPELLING)
                .putShort((short) key.length)
                .put(FoldedKey.of(key))
                .array();
    }

    static byte[] spelling(final byte[] key) {
        final byte[] prefix = spellings(key);
        final byte[] row = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, row, prefix.length, key.length);
        return row;
    }

    static byte[] keyOfSpelling(final byte[] row) {
        return Arrays.copyOfRange(row, row.length - (row.length - 1 - Short.BYTES) / 2, row.length);
    }

    /** The value of the mark's row, if it is there. */
    static StoreBatch.Mark markOf(final byte[] value) {
        return value == null
                ? StoreBatch.Mark.NONE
                : new StoreBatch.Mark(
                        ByteBuffer.wrap(value).getLong(), ByteBuffer.wrap(value).getLong(Long.BYTES));
    }

    static byte[] bytes(final StoreBatch.Mark mark) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(mark.position())
                .putLong(mark.version())
                .array();
    }

    static byte[] bytes(final long day) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) day).array();
    }

    static boolean isOf(final byte[] row, final byte kind) {
        return row.length > 0 && row[0] == kind;
    }

    static long dayOf(final byte[] row) {
        return ByteBuffer.wrap(row).getInt(DAY_OFFSET);
    }

    /** The key inside a chunk's or document's row. */
    static byte[] keyOf(final byte[] row) {
        final int length = ByteBuffer.wrap(row).getShort(DAY_OFFSET + Integer.BYTES);
        return Arrays.copyOfRange(row, HEAD_LENGTH, HEAD_LENGTH + length);
    }

    static byte[] keyOfKeyRow(final byte[] row) {
        return Arrays.copyOfRange(row, 1, row.length);
    }

    static long startOf(final byte[] row) {
        return (long) LONG.get(row, row.length - 2 * Long.BYTES);
    }

    static long versionOf(final byte[] row) {
        return (long) LONG.get(row, row.length - Long.BYTES);
    }

    static long documentTimeOf(final byte[] row) {
        return (long) LONG.get(row, row.length - Long.BYTES);
    }

    static boolean startsWith(final byte[] row, final byte[] prefix) {
        return row.length >= prefix.length && Arrays.equals(row, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static ByteBuffer head(final byte kind, final long day, final byte[] key, final int more) {
        return putHead(ByteBuffer.allocate(HEAD_LENGTH + key.length + more), kind, day, key);
    }

    private static ByteBuffer putHead(final ByteBuffer row, final byte kind, final long day, final byte[] key) {
        return row.put(kind).putInt((int) day).putShort((short) key.length).put(key);
    }
}
