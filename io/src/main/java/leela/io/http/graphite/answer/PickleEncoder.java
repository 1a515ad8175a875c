package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Pickle, protocol 2: what a front end in Python reads.
 *
 * <pre>
 *   80 02                 protocol          ]  ( … e   list          }  ( … u   map, names and values in turn
 *   X len u32, UTF-8      string            J i32      integer       8a 08 i64  longer integer
 *   G f64, big endian     number            N          none          88, 89     true, false         .  end
 * </pre>
 *
 * Thread: any; stateless.
 */
public final class PickleEncoder implements BinaryEncoder {

    private static final int PROTOCOL = 0x8002;
    private static final int LONG_OF_8 = 0x8a08;
    private static final int TRUE = 0x88;
    private static final int FALSE = 0x89;

    @Override
    public void begin(final ByteBuf out, final int items) {
        out.writeShort(PROTOCOL);
        beginList(out, items);
    }

    @Override
    public void end(final ByteBuf out) {
        endList(out);
        out.writeByte('.');
    }

    @Override
    public void beginMap(final ByteBuf out, final int entries) {
        out.writeByte('}');
        out.writeByte('(');
    }

    @Override
    public void endMap(final ByteBuf out) {
        out.writeByte('u');
    }

    @Override
    public void beginList(final ByteBuf out, final int items) {
        out.writeByte(']');
        out.writeByte('(');
    }

    @Override
    public void endList(final ByteBuf out) {
        out.writeByte('e');
    }

    @Override
    public void string(final ByteBuf out, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte('X');
        out.writeIntLE(bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    public void integer(final ByteBuf out, final long number) {
        if (number == (int) number) {
            out.writeByte('J');
            out.writeIntLE((int) number);
        } else {
            out.writeShort(LONG_OF_8);
            out.writeLongLE(number);
        }
    }

    @Override
    public void number(final ByteBuf out, final double number) {
        if (Double.isNaN(number)) {
            out.writeByte('N');
        } else {
            out.writeByte('G');
            out.writeDouble(number);
        }
    }

    @Override
    public void truth(final ByteBuf out, final boolean truth) {
        out.writeByte(truth ? TRUE : FALSE);
    }
}
