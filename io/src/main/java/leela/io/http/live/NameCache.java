package leela.io.http.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import leela.io.http.PercentText;
import leela.io.json.JsonEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Names as JSON, as they were written last: most results are of few keys, and writing a key anew costs more than all
 * else of its result.
 * Thread: the streams'.
 * Memory: {@link #PLACES} names; a name takes the place of one with the same hash.
 */
final class NameCache {

    /** A power of two. */
    private static final int PLACES = 1 << 10;

    private final UnsafeBuffer[] keys = new UnsafeBuffer[PLACES];
    private final byte[][] names = new byte[PLACES][];
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);

    /** Writes the name of the result that lies there. */
    void append(final ByteBuf out, final DirectBuffer results, final int offset) {
        ResultRecord.wrapKey(results, offset, key);
        final int place = place();
        if (!key.equals(keys[place])) {
            final byte[] bytes = ResultRecord.key(results, offset);
            keys[place] = new UnsafeBuffer(bytes);
            names[place] = json(bytes);
        }
        out.writeBytes(names[place]);
    }

    private int place() {
        final int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }

    private static byte[] json(final byte[] bytes) {
        final ByteBuf written = Unpooled.buffer();
        JsonEncoder.string(written, PercentText.key(bytes));
        final byte[] name = new byte[written.readableBytes()];
        written.readBytes(name);
        return name;
    }
}
