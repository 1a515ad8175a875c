package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys as a decoder finds them: bytes in a buffer, one a character (Latin-1). Thread: any. */
public final class TestKeys {

    private TestKeys() {}

    public static DirectBuffer inHeap(final String key) {
        return new UnsafeBuffer(key.getBytes(ISO_8859_1));
    }

    /** Outside the heap, as a socket's receive buffer is. */
    public static DirectBuffer direct(final String key) {
        final byte[] bytes = key.getBytes(ISO_8859_1);
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(1, bytes.length)));
        buffer.putBytes(0, bytes);
        return buffer;
    }

    /** The key of a series as text. */
    public static String text(final Series series) {
        return new String(series.key(), ISO_8859_1);
    }
}
