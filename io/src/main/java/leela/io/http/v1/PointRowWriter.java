package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.io.json.JsonEncoder;

/**
 * Points as rows.
 * Thread: one at a time.
 * Memory: two columns of one batch.
 */
final class PointRowWriter implements RowWriter {

    private static final int BATCH = 1024;

    private final History.Points points;
    private final boolean withNulls;
    private final JsonEncoder encoder = new JsonEncoder();
    private final long[] timesNs = new long[BATCH];
    private final double[] values = new double[BATCH];

    private int left;

    /** Of at most {@code limit} points; {@code withNulls} gives what is no number as null, else it is left out. */
    PointRowWriter(final History.Points points, final boolean withNulls, final int limit) {
        this.points = points;
        this.withNulls = withNulls;
        this.left = limit;
    }

    @Override
    public int appendTo(final ByteBuf out) {
        if (left == 0) {
            return END;
        }
        final int count = points.read(timesNs, values);
        if (count == 0) {
            return END;
        }
        final int written = encoder.points(out, timesNs, values, withinLimit(count), withNulls);
        left -= written;
        return written;
    }

    /** How many of these to give: what is left out does not count. */
    private int withinLimit(final int count) {
        if (count <= left) {
            return count;
        }
        int given = 0;
        for (int i = 0; i < count; i++) {
            if ((withNulls || Double.isFinite(values[i])) && ++given == left) {
                return i + 1;
            }
        }
        return count;
    }

    @Override
    public void close() {
        points.close();
    }
}
