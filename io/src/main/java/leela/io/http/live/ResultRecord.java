package leela.io.http.live;

import java.nio.ByteOrder;
import leela.engine.ring.Limits;
import leela.io.output.queue.ResultEncoding;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A result as it waits for its client: numbers as they are, since the query thread has better to do than to print them.
 *
 * <pre>
 *   0            4            12           20
 *   +------------+------------+------------+----------------+
 *   | key length | epoch ns   | value      | key            |
 *   +------------+------------+------------+----------------+
 *     i32          i64          f64          bytes             all in the machine's byte order
 * </pre>
 *
 * Thread: any; stateless.
 * Memory: nothing.
 */
final class ResultRecord {

    static final ResultEncoding ENCODING = ResultRecord::encode;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int TIME = Integer.BYTES;
    private static final int VALUE = TIME + Long.BYTES;
    private static final int KEY = VALUE + Double.BYTES;

    static final int MAX_LENGTH = KEY + Limits.MAX_KEY_LENGTH;

    private ResultRecord() {}

    private static int encode(
            final byte[] key,
            final double value,
            final long timeNs,
            final MutableDirectBuffer buffer,
            final int offset) {
        buffer.putInt(offset, key.length, ORDER);
        buffer.putLong(offset + TIME, timeNs, ORDER);
        buffer.putDouble(offset + VALUE, value, ORDER);
        buffer.putBytes(offset + KEY, key);
        return KEY + key.length;
    }

    static byte[] key(final DirectBuffer buffer, final int offset) {
        final byte[] key = new byte[buffer.getInt(offset, ORDER)];
        buffer.getBytes(offset + KEY, key);
        return key;
    }

    /** Has {@code key} show the key that lies there. */
    static void wrapKey(final DirectBuffer buffer, final int offset, final DirectBuffer key) {
        key.wrap(buffer, offset + KEY, buffer.getInt(offset, ORDER));
    }

    static long timeNs(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + TIME, ORDER);
    }

    static double value(final DirectBuffer buffer, final int offset) {
        return buffer.getDouble(offset + VALUE, ORDER);
    }

    static int length(final DirectBuffer buffer, final int offset) {
        return KEY + buffer.getInt(offset, ORDER);
    }
}
