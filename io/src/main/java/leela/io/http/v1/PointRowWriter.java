package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;
import leela.io.json.JsonEncoder;

/**
 * Points as rows.
 * Thread: one at a time.
 * Memory: two columns of one batch.
 */
public final class PointRowWriter implements RowWriter {

    private static final int BATCH = 1024;

    private final History.Points points;
    private final boolean withNulls;
    private final JsonEncoder encoder = new JsonEncoder();
    private final long[] timesNs = new long[BATCH];
    private final double[] values = new double[BATCH];

    private PointRowWriter(final History.Points points, final boolean withNulls) {
        this.points = points;
        this.withNulls = withNulls;
    }

    /**
     * As the parameter {@code nan} asks: {@code purge} leaves out what is no number, {@code allow} gives it as null.
     */
    public static Source source(final RequestTarget target) {
        final String nan = target.text("nan");
        final boolean withNulls =
                switch (nan) {
                    case "", "purge" -> false;
                    case "allow" -> true;
                    default -> throw HttpRefusal.badRequest("nan: " + nan + " (expected: purge or allow)");
                };
        return (history, key, range) ->
                new PointRowWriter(history.points(key, range.fromNs(), range.toNs()), withNulls);
    }

    @Override
    public int appendTo(final ByteBuf out) {
        final int count = points.read(timesNs, values);
        return count == 0 ? END : encoder.points(out, timesNs, values, count, withNulls);
    }

    @Override
    public void close() {
        points.close();
    }
}
