package leela.io.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import leela.engine.chunk.VarInt;
import leela.engine.ring.Limits;
import leela.engine.spi.EntryLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Passes entries on, and tells a series again that the visitor has let go of: each segment names all of its series, so
 * it is enough to know where.
 * Thread: the reader's.
 * Memory: outside the heap, 4 bytes for each number up to the highest that a segment had; one key.
 */
final class RetoldNames implements EntryLog.StreamVisitor {

    private static final int PAGE_SHIFT = 16;
    private static final int PAGE_NUMBERS = 1 << PAGE_SHIFT;
    private static final int PAGE_BYTES = PAGE_NUMBERS * Integer.BYTES;
    /** Longer names have a length of two bytes. */
    private static final int SHORT_NAME = 1 << Byte.SIZE - 1;

    /** By number, where in the segment the length of the name stands; 0 for nowhere. */
    private final List<UnsafeBuffer> pages = new ArrayList<>();

    private final UnsafeBuffer name = new UnsafeBuffer(new byte[Limits.MAX_KEY_LENGTH]);
    private SegmentCatalog.Entry entry;
    private Segment segment;
    private EntryLog.Visitor visitor;
    /** The same, where it takes the whole stream; else null. */
    private EntryLog.StreamVisitor stream;

    private int recordOffset;

    /** Goes on with a segment, of whose names none was seen yet. */
    void begin(final SegmentCatalog.Entry newEntry, final Segment newSegment) {
        entry = newEntry;
        segment = newSegment;
        pages.forEach(page -> page.setMemory(0, PAGE_BYTES, (byte) 0));
    }

    /** What is shown next is of the record at this place, and for this visitor. */
    EntryLog.Visitor of(final int newRecordOffset, final EntryLog.Visitor newVisitor) {
        recordOffset = newRecordOffset;
        visitor = newVisitor;
        stream = newVisitor instanceof EntryLog.StreamVisitor all ? all : null;
        return this;
    }

    @Override
    public void onNumbersReset() {
        visitor.onNumbersReset();
    }

    @Override
    public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        put(number, recordOffset + offset - (length < SHORT_NAME ? 1 : 2));
        visitor.onSeries(number, buffer, offset, length);
    }

    /** A store is told of it once there is an entry for it. */
    @Override
    public void onStreamSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        if (stream == null) {
            put(number, recordOffset + offset - (length < SHORT_NAME ? 1 : 2));
        } else {
            onSeries(number, buffer, offset, length);
        }
    }

    @Override
    public void onInterval(final int number, final int intervalMs) {
        if (stream != null) {
            stream.onInterval(number, intervalMs);
        }
    }

    @Override
    public boolean onQueryEvent(final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        return stream == null
                || stream.onQueryEvent(number, valueBits, timeNs, arrivalNs)
                || isRetold(number) && stream.onQueryEvent(number, valueBits, timeNs, arrivalNs);
    }

    @Override
    public boolean onPurged(final int number) {
        return stream == null || stream.onPurged(number) || isRetold(number) && stream.onPurged(number);
    }

    @Override
    public void onTick(final long timeNs) {
        if (stream != null) {
            stream.onTick(timeNs);
        }
    }

    @Override
    public void onNote(
            final long position, final int kind, final DirectBuffer buffer, final int offset, final int length) {
        if (stream != null) {
            stream.onNote(position, kind, buffer, offset, length);
        }
    }

    @Override
    public boolean onEvent(
            final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        return visitor.onEvent(position, number, valueBits, timeNs, arrivalNs)
                || isRetold(number) && visitor.onEvent(position, number, valueBits, timeNs, arrivalNs);
    }

    @Override
    public boolean onDocument(
            final long position,
            final int number,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final boolean isOneOfSeveral,
            final long timeNs,
            final long arrivalNs) {
        return visitor.onDocument(position, number, buffer, offset, length, isOneOfSeveral, timeNs, arrivalNs)
                || isRetold(number)
                        && visitor.onDocument(
                                position, number, buffer, offset, length, isOneOfSeveral, timeNs, arrivalNs);
    }

    private boolean isRetold(final int number) {
        final int page = number >>> PAGE_SHIFT;
        final int at = page < pages.size() ? pages.get(page).getInt(indexOf(number)) : 0;
        if (at == 0) {
            return false;
        }
        final int begin = VarInt.end(segment.buffer(), at, segment.length());
        final int length = (int) VarInt.get(segment.buffer(), at, begin);
        if (length > Math.min(name.capacity(), segment.length() - begin)) {
            return false;
        }
        segment.buffer().getBytes(begin, name, 0, length);
        if (entry.isGivenUp()) {
            // others may have written there meanwhile
            return false;
        }
        visitor.onSeries(number, name, 0, length);
        return true;
    }

    private void put(final int number, final int at) {
        final int page = number >>> PAGE_SHIFT;
        while (page >= pages.size()) {
            pages.add(new UnsafeBuffer(ByteBuffer.allocateDirect(PAGE_BYTES)));
        }
        pages.get(page).putInt(indexOf(number), at);
    }

    private static int indexOf(final int number) {
        return (number & PAGE_NUMBERS - 1) * Integer.BYTES;
    }
}
