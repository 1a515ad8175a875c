package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import leela.io.number.DecimalDoubleEncoder;
import leela.io.number.EpochSecondsEncoder;
import leela.io.number.EpochTimeEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the points of series as {@code [[value,time],…]}.
 * Thread: one at a time.
 * Memory: a view a batch of points.
 * Units: epoch seconds, whole.
 */
final class JsonPoints {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] INFINITE = {'1', 'e', '9', '9', '9', '9'};
    /** {@code [v,t],} and a line of slack. */
    private static final int MAX_POINT = EpochTimeEncoder.MAX_LENGTH + DecimalDoubleEncoder.MAX_LENGTH + 4;
    /** The same with what may be touched behind the last. */
    private static final int ROOM = 4 + DecimalDoubleEncoder.ROOM + EpochSecondsEncoder.ROOM;

    private static final short CLOSING = ']' | ',' << 8;

    private static final int BATCH = 1024;
    private final DecimalDoubleEncoder doubles = new DecimalDoubleEncoder();
    private final EpochSecondsEncoder times = new EpochSecondsEncoder();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    void append(
            final ByteBuf out,
            final double[] points,
            final int count,
            final long start,
            final long step,
            final boolean hasNulls) {
        out.writeByte('[');
        final int begin = out.writerIndex();
        for (int from = 0; from < count; from += BATCH) {
            batch(out, points, from, Math.min(count, from + BATCH), start, step, hasNulls);
        }
        // behind the last point stands a comma too many
        out.writerIndex(Math.max(begin, out.writerIndex() - 1));
        out.writeByte(']');
    }

    private void batch(
            final ByteBuf out,
            final double[] points,
            final int from,
            final int to,
            final long start,
            final long step,
            final boolean hasNulls) {
        final int room = (to - from) * MAX_POINT + ROOM;
        out.ensureWritable(room);
        view.wrap(out.nioBuffer(out.writerIndex(), room));
        int offset = 0;
        for (int i = from; i < to; i++) {
            if (hasNulls || !Double.isNaN(points[i])) {
                view.putByte(offset++, (byte) '[');
                offset += putValue(points[i], offset);
                view.putByte(offset++, (byte) ',');
                offset += times.encode(start + i * step, view, offset);
                view.putShort(offset, CLOSING, ByteOrder.LITTLE_ENDIAN);
                offset += Short.BYTES;
            }
        }
        out.writerIndex(out.writerIndex() + offset);
    }

    private int putValue(final double value, final int offset) {
        if (Double.isFinite(value)) {
            return doubles.encodeRoomily(value, view, offset);
        }
        if (Double.isNaN(value)) {
            view.putBytes(offset, NULL);
            return NULL.length;
        }
        if (value < 0) {
            view.putByte(offset, (byte) '-');
        }
        final int sign = value < 0 ? 1 : 0;
        view.putBytes(offset + sign, INFINITE);
        return sign + INFINITE.length;
    }
}
