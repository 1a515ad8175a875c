package leela.io.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteOrder;
import leela.engine.runtime.Clock;
import leela.io.number.DecimalDoubleEncoder;
import leela.io.number.EpochSecondsEncoder;
import leela.io.number.EpochTimeEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Strings, numbers and points as JSON, into Netty's buffers.
 * Thread: its owner's; one at a time.
 * Memory: a scratch of one number at construction; a view a batch of points.
 * Units: times epoch ns, written as seconds: whole ones as integers.
 */
public final class JsonEncoder {

    /** {@code [t,v],} and a line of slack. */
    private static final int MAX_POINT = EpochTimeEncoder.MAX_LENGTH + DecimalDoubleEncoder.MAX_LENGTH + 4;
    /** The same with what may be touched behind the last. */
    private static final int ROOM = 4 + EpochSecondsEncoder.ROOM + DecimalDoubleEncoder.ROOM;

    private static final short CLOSING = ']' | ',' << 8;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final char FIRST_PRINTABLE = ' ';

    private final DecimalDoubleEncoder doubles = new DecimalDoubleEncoder();
    private final EpochSecondsEncoder times = new EpochSecondsEncoder();
    private final byte[] scratch = new byte[MAX_POINT];
    private final UnsafeBuffer number = new UnsafeBuffer(scratch);
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    /** A string with its quotes. Safe inside scripts too: the two line ends that only JavaScript knows are escaped. */
    public static void string(final ByteBuf out, final CharSequence text) {
        if (isPlain(text)) {
            out.writeByte('"');
            ByteBufUtil.writeUtf8(out, text);
            out.writeByte('"');
            return;
        }
        final StringBuilder escaped = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || c == '\u2028' || c == '\u2029') {
                escaped.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 0xf])
                        .append(HEX[c >> 4 & 0xf])
                        .append(HEX[c & 0xf]);
            } else {
                escaped.append(c);
            }
        }
        ByteBufUtil.writeUtf8(out, escaped.append('"'));
    }

    /** Whether nothing in it is to be escaped. */
    private static boolean isPlain(final CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < FIRST_PRINTABLE || c == '"' || c == '\\' || c == '\u2028' || c == '\u2029') {
                return false;
            }
        }
        return true;
    }

    /** A double in its shortest form; what JSON has no number for is null. */
    public void number(final ByteBuf out, final double value) {
        out.writeBytes(scratch, 0, putNumber(number, 0, value));
    }

    /** A time as seconds. */
    public void seconds(final ByteBuf out, final long timeNs) {
        out.writeBytes(scratch, 0, putSeconds(number, 0, timeNs));
    }

    /**
     * Points {@code [t,v]} with a comma behind each; how many were written.
     *
     * @param withNulls whether to write points without a number as null, else they are left out
     */
    public int points(
            final ByteBuf out, final long[] timesNs, final double[] values, final int count, final boolean withNulls) {
        final int room = count * MAX_POINT + ROOM;
        out.ensureWritable(room);
        view.wrap(out.nioBuffer(out.writerIndex(), room));
        int offset = 0;
        int written = 0;
        for (int i = 0; i < count; i++) {
            if (withNulls || Double.isFinite(values[i])) {
                offset = putPoint(offset, timesNs[i], values[i]);
                written++;
            }
        }
        out.writerIndex(out.writerIndex() + offset);
        return written;
    }

    private int putPoint(final int offset, final long timeNs, final double value) {
        int end = offset;
        view.putByte(end++, (byte) '[');
        final long seconds = timeNs / Clock.NANOS_PER_SECOND;
        end += seconds * Clock.NANOS_PER_SECOND == timeNs
                ? times.encode(seconds, view, end)
                : EpochTimeEncoder.encode(timeNs, view, end);
        view.putByte(end++, (byte) ',');
        if (Double.isFinite(value)) {
            end += doubles.encodeRoomily(value, view, end);
        } else {
            view.putBytes(end, NULL);
            end += NULL.length;
        }
        view.putShort(end, CLOSING, ByteOrder.LITTLE_ENDIAN);
        return end + Short.BYTES;
    }

    private int putNumber(final MutableDirectBuffer buffer, final int offset, final double value) {
        if (Double.isFinite(value)) {
            return doubles.encode(value, buffer, offset);
        }
        buffer.putBytes(offset, NULL);
        return NULL.length;
    }

    private static int putSeconds(final MutableDirectBuffer buffer, final int offset, final long timeNs) {
        final long seconds = timeNs / Clock.NANOS_PER_SECOND;
        return seconds * Clock.NANOS_PER_SECOND == timeNs
                ? EpochTimeEncoder.encodeSeconds(seconds, buffer, offset)
                : EpochTimeEncoder.encode(timeNs, buffer, offset);
    }
}
