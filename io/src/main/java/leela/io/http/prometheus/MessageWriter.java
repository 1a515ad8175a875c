package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;

/**
 * The few forms of protobuf that answers are made of. The numbers of all fields are below 16, so a tag is a byte.
 * Thread: any; stateless.
 */
final class MessageWriter {

    static final int DOUBLE_BYTES = 1 + Double.BYTES;

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final int MESSAGE = 2;
    private static final int FIXED = 1;

    private MessageWriter() {}

    static void varint(final ByteBuf out, final long number) {
        long left = number;
        while ((left & -MORE) != 0) {
            out.writeByte((int) left & MORE - 1 | MORE);
            left >>>= BITS;
        }
        out.writeByte((int) left);
    }

    static int varintBytes(final long number) {
        return number == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(number) + BITS - 1) / BITS;
    }

    /** The head of a field that takes so many bytes. */
    static void head(final ByteBuf out, final int field, final long bytes) {
        out.writeByte(field << 3 | MESSAGE);
        varint(out, bytes);
    }

    /** A whole field of that kind. */
    static long fieldBytes(final long bytes) {
        return 1 + varintBytes(bytes) + bytes;
    }

    static void bytes(final ByteBuf out, final int field, final byte[] bytes) {
        head(out, field, bytes.length);
        out.writeBytes(bytes);
    }

    static void number(final ByteBuf out, final int field, final long number) {
        out.writeByte(field << 3);
        varint(out, number);
    }

    static int numberBytes(final long number) {
        return 1 + varintBytes(number);
    }

    static void real(final ByteBuf out, final int field, final double value) {
        out.writeByte(field << 3 | FIXED);
        out.writeLongLE(Double.doubleToRawLongBits(value));
    }
}
