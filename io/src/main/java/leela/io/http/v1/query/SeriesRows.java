package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.engine.history.aggregation.BucketCursor;
import leela.io.json.JsonEncoder;

/**
 * Writes rows {@code [time,value],} of one key after another: its points, or its buckets.
 * Thread: one at a time.
 * Memory: two columns of a batch, and the cursor of the key in hand.
 */
final class SeriesRows implements AutoCloseable {

    static final int END = -1;

    private final History history;
    private final Query query;
    private final JsonEncoder encoder = new JsonEncoder();
    private final long[] timesNs = new long[BucketCursor.BATCH];
    private final double[] values = new double[BucketCursor.BATCH];
    /** One of both, where a key is in hand. */
    private BucketCursor buckets;

    private History.Points points;
    private long taken;

    SeriesRows(final History history, final Query query) {
        this.history = history;
        this.query = query;
    }

    /** Begins with a key, in place of the one before. */
    void open(final byte[] key) {
        close();
        final History.Points opened =
                history.points(key, query.range().fromNs(), query.range().toNs());
        if (query.stepNs() == Query.EVERY_POINT) {
            points = opened;
        } else if (buckets != null) {
            buckets.open(opened);
        } else {
            buckets = new BucketCursor(opened, query.stepNs(), query.function());
        }
    }

    /** Reads a batch of points and appends rows; how many, maybe none, or {@link #END}. */
    int appendTo(final ByteBuf out) {
        final int count = buckets == null ? readPoints() : buckets.read(timesNs, values);
        taken += buckets == null ? Math.max(0, count) : buckets.taken();
        return count <= 0 ? count : encoder.points(out, timesNs, values, count, query.withNans());
    }

    /** Points read so far, of all keys. */
    long taken() {
        return taken;
    }

    private int readPoints() {
        final int count = points.read(timesNs, values);
        return count == 0 ? END : count;
    }

    @Override
    public void close() {
        if (points != null) {
            points.close();
            points = null;
        }
        if (buckets != null) {
            buckets.close();
        }
    }
}
