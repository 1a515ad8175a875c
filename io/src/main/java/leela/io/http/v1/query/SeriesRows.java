package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.engine.history.PointBatch;
import leela.engine.history.aggregation.BucketCursor;
import leela.io.json.JsonEncoder;

/**
 * Writes rows {@code [time,value],} of one key after another: its points, or its buckets.
 * Thread: one at a time.
 * Memory: the room it is given, and the cursor of the key in hand.
 */
final class SeriesRows implements AutoCloseable {

    static final int END = -1;

    private final History history;
    private final Query query;
    private final Room room;
    /** One of both, where a key is in hand. */
    private BucketCursor buckets;

    private History.Points points;
    private long taken;

    /** What reading takes: points as they come, and the rows that they make. */
    record Room(PointBatch points, PointBatch rows, JsonEncoder encoder) {
        Room() {
            this(BucketCursor.room(), new PointBatch(), new JsonEncoder());
        }
    }

    SeriesRows(final History history, final Query query, final Room room) {
        this.history = history;
        this.room = room;
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
            buckets = new BucketCursor(opened, query.stepNs(), query.function(), room.points());
        }
    }

    /** Reads a batch of points and appends rows; how many, maybe none, or {@link #END}. */
    int appendTo(final ByteBuf out) {
        final long[] timesNs = room.rows().timesNs();
        final double[] values = room.rows().values();
        final int count = buckets == null ? readPoints() : buckets.read(timesNs, values);
        taken += buckets == null ? Math.max(0, count) : buckets.taken();
        return count <= 0 ? count : room.encoder().points(out, timesNs, values, count, query.withNans());
    }

    /** Points read so far, of all keys. */
    long taken() {
        return taken;
    }

    private int readPoints() {
        final int count = points.read(room.rows().timesNs(), room.rows().values());
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
