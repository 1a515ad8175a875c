package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.function.Consumer;
import leela.engine.history.aggregation.CrowdedBucketException;
import leela.engine.runtime.Spares;
import leela.io.http.HttpRefusal;
import leela.io.http.PercentText;
import leela.io.json.JsonEncoder;

/**
 * Writes {@code KEY:{"series":[[t,v],…]}} of some keys, one behind the other, with commas between them.
 * Thread: one at a time.
 * Memory: one cursor, and room for what it reads, which is given back at its end.
 * Errors: a bucket too full for a percentile is a 400.
 */
final class AnswerRows implements AutoCloseable {

    private final List<byte[]> keys;
    private final Spares<SeriesRows.Room> rooms;
    private final SeriesRows rows;
    /** Null once it is given back. */
    private SeriesRows.Room room;

    private final Consumer<ByteBuf> head;
    private int key;
    private int end;
    private boolean isOpen;
    /** Whether something stands before the key in hand: then a comma is to be between them. */
    private boolean isBegun;

    private boolean isKeyBegun;
    private long written;
    private long writtenOfKey;

    /**
     * Of the keys from an index to before another.
     *
     * @param head writes what stands before the first of all keys
     */
    AnswerRows(
            final QueryApi api,
            final Query query,
            final List<byte[]> keys,
            final int from,
            final int to,
            final Consumer<ByteBuf> head) {
        this.keys = keys;
        this.head = head;
        rooms = api.rooms();
        room = rooms.take();
        rows = new SeriesRows(api.history(), query, room);
        key = from;
        end = to;
        isBegun = from > 0;
    }

    /** Whether keys are left. */
    boolean hasMore() {
        return key < end;
    }

    /** Which key is in hand, or comes next. */
    int key() {
        return key;
    }

    /** Behind the last key. */
    int end() {
        return end;
    }

    /** Leaves those from a key on that has not been begun to somebody else. */
    void endBefore(final int newEnd) {
        end = newEnd;
    }

    /** Whether no key is half written. */
    boolean isBetweenKeys() {
        return !isOpen;
    }

    /** Reads one batch of points, and appends what it gives. */
    void appendTo(final ByteBuf out) {
        if (!isOpen) {
            rows.open(keys.get(key));
            isOpen = true;
        }
        final int start = out.writerIndex();
        if (!isKeyBegun) {
            begin(out);
        } else if (writtenOfKey > 0) {
            out.writeByte(',');
        }
        final int count = read(out);
        if (count > 0) {
            // behind the last row stands a comma too many
            out.writerIndex(out.writerIndex() - 1);
            written += count;
            writtenOfKey += count;
            isKeyBegun = true;
            isBegun = true;
        } else if (count == 0 || isKeyBegun) {
            out.writerIndex(start);
        }
        if (count == SeriesRows.END) {
            isBegun = true;
            ByteBufUtil.writeAscii(out, "]}");
            endKey();
        }
    }

    /** Makes a page of nothing one of something. */
    void showLife(final ByteBuf out) {
        if (!isKeyBegun) {
            begin(out);
            isKeyBegun = true;
            isBegun = true;
        }
        out.writeByte(' ');
    }

    /** Rows so far. */
    long written() {
        return written;
    }

    /** Points read so far. */
    long taken() {
        return rows.taken();
    }

    private void begin(final ByteBuf out) {
        if (isBegun) {
            out.writeByte(',');
        } else {
            head.accept(out);
        }
        JsonEncoder.string(out, PercentText.key(keys.get(key)));
        ByteBufUtil.writeAscii(out, ":{\"series\":[");
    }

    private int read(final ByteBuf out) {
        try {
            return rows.appendTo(out);
        } catch (final CrowdedBucketException crowded) {
            throw HttpRefusal.badRequest("step: " + crowded.getMessage());
        }
    }

    private void endKey() {
        writtenOfKey = 0;
        isKeyBegun = false;
        isOpen = false;
        key++;
    }

    @Override
    public void close() {
        rows.close();
        if (room != null) {
            rooms.give(room);
            room = null;
        }
    }
}
