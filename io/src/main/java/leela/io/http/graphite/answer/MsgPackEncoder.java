package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * MessagePack.
 *
 * <pre>
 *   dd n u32   list of n       df n u32   map of n       db n u32, UTF-8   string
 *   d3 i64     integer         cb f64     number         c0 none           c2, c3  false, true
 * </pre>
 *
 * Thread: any; stateless.
 */
public final class MsgPackEncoder implements BinaryEncoder {

    private static final int NONE = 0xc0;
    private static final int FALSE = 0xc2;
    private static final int TRUE = 0xc3;
    private static final int DOUBLE = 0xcb;
    private static final int LONG = 0xd3;
    private static final int STRING = 0xdb;
    private static final int LIST = 0xdd;
    private static final int MAP = 0xdf;

    @Override
    public void begin(final ByteBuf out, final int items) {
        beginList(out, items);
    }

    @Override
    public void end(final ByteBuf out) {
        // its length has told
    }

    @Override
    public void beginMap(final ByteBuf out, final int entries) {
        out.writeByte(MAP);
        out.writeInt(entries);
    }

    @Override
    public void endMap(final ByteBuf out) {
        // its length has told
    }

    @Override
    public void beginList(final ByteBuf out, final int items) {
        out.writeByte(LIST);
        out.writeInt(items);
    }

    @Override
    public void endList(final ByteBuf out) {
        // its length has told
    }

    @Override
    public void string(final ByteBuf out, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(STRING);
        out.writeInt(bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    public void integer(final ByteBuf out, final long number) {
        out.writeByte(LONG);
        out.writeLong(number);
    }

    @Override
    public void number(final ByteBuf out, final double number) {
        if (Double.isNaN(number)) {
            out.writeByte(NONE);
        } else {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        }
    }

    @Override
    public void truth(final ByteBuf out, final boolean truth) {
        out.writeByte(truth ? TRUE : FALSE);
    }
}
