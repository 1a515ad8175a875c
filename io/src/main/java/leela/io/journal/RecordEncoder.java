package leela.io.journal;

import static leela.io.journal.JournalDescriptor.ORDER;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import leela.engine.chunk.VarInt;
import leela.engine.ring.Slot;
import leela.engine.series.Series;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers entries into one record. A segment is written in blocks, in each of which every series is named anew, so that
 * a stretch of damage takes no more with it than itself: what lies between it and the next block is found there. A
 * block is {@link #SHORTEST_BLOCK} long, and {@link #BYTES_A_NAME_BYTE} times as long as the names in it, so that
 * names cost at most 3 %.
 * Thread: the journal handler's.
 * Memory: 64 KiB at construction; nothing per entry.
 */
final class RecordEncoder {

    private static final int OF_STREAM = JournalDescriptor.STREAM_FLAG | JournalDescriptor.DOCUMENT_FLAG;
    private static final int NUMBER_BITS = 24;
    private static final int TAG_BITS = 8;
    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
    private static final long TAG_MASK = (1L << TAG_BITS) - 1;
    /** Numbers are given anew when there are this many, or when most are of series that come no more. */
    private static final int MOST_NUMBERS = 6_000_000;

    private static final int FEW_NUMBERS = 1 << 16;
    private static final int BLOCK_SHIFT = NUMBER_BITS + TAG_BITS;
    private static final int SHORTEST_BLOCK = 128 << 10;
    private static final int BYTES_A_NAME_BYTE = 32;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(JournalDescriptor.MAX_RECORD_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final CRC32C crc = new CRC32C();

    // of the segment
    private long segmentNumber;
    private long firstBlock;
    private int named;

    // of the block
    private int blockBytes;
    private int nameBytes;

    // of this process: series keep their numbers from segment to segment, so that a reader knows them again
    private long block;
    private long firstNumberedBlock = 1;
    private int numbers;
    private long numbering;

    // of the record
    private int index;
    private int count;
    private long recordTag;
    private int lastNumber;
    private long lastTimeNs;
    private long lastArrivalNs;

    /** Series must be named anew from now on. */
    void beginSegment(final long number) {
        segmentNumber = number;
        beginBlock();
        firstBlock = block;
        if (numbers > Math.min(MOST_NUMBERS, 4L * named + FEW_NUMBERS)) {
            firstNumberedBlock = block;
            numbers = 0;
        }
        numbering = numbers == 0 ? number : numbering;
        named = 0;
    }

    private void beginBlock() {
        block++;
        blockBytes = 0;
        nameBytes = 0;
    }

    /** The segment with which the numbers began. */
    long numbering() {
        return numbering;
    }

    boolean isEmpty() {
        return index == 0;
    }

    /** Whether one more entry, whatever it is, has room. */
    boolean hasRoom() {
        return index + JournalDescriptor.MAX_ENTRY_LENGTH <= JournalDescriptor.MAX_RECORD_LENGTH;
    }

    /** Whether a note of so many bytes has. */
    boolean hasRoomForNote(final int length) {
        return index + length + Long.BYTES <= JournalDescriptor.MAX_RECORD_LENGTH;
    }

    /** How many entries have a position. */
    int count() {
        return count;
    }

    void beginRecord(final long position, final long arrivalNs) {
        if (blockBytes >= Math.max(SHORTEST_BLOCK, (long) BYTES_A_NAME_BYTE * nameBytes)) {
            beginBlock();
        }
        buffer.putLong(JournalDescriptor.POSITION_OFFSET, position, ORDER);
        buffer.putLong(JournalDescriptor.ARRIVAL_OFFSET, arrivalNs, ORDER);
        index = JournalDescriptor.RECORD_HEADER_LENGTH;
        recordTag = recordTag % TAG_MASK + 1;
        lastNumber = -1;
        lastTimeNs = arrivalNs;
        lastArrivalNs = arrivalNs;
    }

    void add(final Slot slot) {
        final Series series = slot.series();
        final long timeNs = slot.timeNs();
        final boolean isDocument = slot.kind() == Slot.Kind.DATA;
        final boolean isOfStream = slot.kind() == Slot.Kind.QUERY_EVENT;
        if (slot.kind() == Slot.Kind.EVENT) {
            putInterval(series, slot.intervalMs());
        }
        final int flagsIndex = index++;
        int flags = isDocument ? JournalDescriptor.DOCUMENT_FLAG | placeOf(slot) : 0;
        flags |= isOfStream ? JournalDescriptor.STREAM_FLAG : 0;
        flags |= putSeries(series);
        if (timeNs != lastTimeNs) {
            flags |= JournalDescriptor.TIME_FLAG;
            putZigzag(timeNs - lastTimeNs);
            lastTimeNs = timeNs;
        }
        flags |= putArrival(slot.arrivalNs());
        flags |= isDocument ? putDocument(slot.document()) : putValue(slot.bits());
        buffer.putByte(flagsIndex, (byte) flags);
        count += isOfStream ? 0 : 1;
    }

    void addTick(final long timeNs) {
        final int flagsIndex = index++;
        final int flags = OF_STREAM | JournalDescriptor.TICK | putArrival(timeNs);
        buffer.putByte(flagsIndex, (byte) flags);
    }

    void addPurge(final Series series) {
        final int flagsIndex = index++;
        final int flags = OF_STREAM | JournalDescriptor.PURGE | putSeries(series);
        buffer.putByte(flagsIndex, (byte) flags);
    }

    void addNote(final int kind, final byte[] note) {
        buffer.putByte(index++, (byte) (OF_STREAM | JournalDescriptor.NOTE));
        buffer.putByte(index++, (byte) kind);
        putBytes(note);
    }

    /** The whole record for its place in the segment, ready to be written. */
    ByteBuffer finish(final int offset) {
        buffer.putInt(0, index, ORDER);
        buffer.putInt(JournalDescriptor.MARK_OFFSET, JournalDescriptor.mark(segmentNumber, offset), ORDER);
        buffer.putInt(JournalDescriptor.COUNT_OFFSET, count, ORDER);
        crc.reset();
        bytes.limit(index).position(JournalDescriptor.MARK_OFFSET);
        crc.update(bytes);
        buffer.putInt(JournalDescriptor.CRC_OFFSET, (int) crc.getValue(), ORDER);
        blockBytes += index;
        return bytes.position(0);
    }

    /** Begins anew. */
    void clear() {
        count = 0;
        index = 0;
    }

    int length() {
        return index;
    }

    /**
     * A series' mark: 32 bits that stand for the block that named it last, 24 of its number, and 8 that stand for the
     * record of the first naming in a segment until the second one is done.
     */
    private int putSeries(final Series series) {
        final long mark = series.journalMark();
        final long markedIn = mark >>> BLOCK_SHIFT;
        final boolean isFirst = markedIn < firstBlock;
        final int number = markedIn >= firstNumberedBlock ? (int) (mark >>> TAG_BITS & NUMBER_MASK) : numbers++;
        int flags = 0;
        if (number != lastNumber + 1) {
            flags = JournalDescriptor.NUMBER_FLAG;
            putVariable(number);
        }
        lastNumber = number;
        if (isToBeNamed(mark)) {
            named += isFirst ? 1 : 0;
            nameBytes += series.key().length;
            series.journalMark(block << BLOCK_SHIFT | (long) number << TAG_BITS | (isFirst ? recordTag : 0));
            flags |= JournalDescriptor.NAME_FLAG;
            putBytes(series.key());
        }
        return flags;
    }

    private boolean isToBeNamed(final long mark) {
        final long tag = mark & TAG_MASK;
        return mark >>> BLOCK_SHIFT != block || tag != 0 && tag != recordTag;
    }

    /** Where it is another than of the event before, and, unless it is unknown, wherever the series is named. */
    private void putInterval(final Series series, final int intervalMs) {
        final int told = series.journalIntervalMs();
        if (intervalMs != told || intervalMs != Series.NO_INTERVAL && isToBeNamed(series.journalMark())) {
            series.journalIntervalMs(intervalMs);
            buffer.putByte(index++, (byte) (OF_STREAM | JournalDescriptor.INTERVAL));
            putVariable(intervalMs);
        }
    }

    private int putArrival(final long arrivalNs) {
        if (arrivalNs == lastArrivalNs) {
            return 0;
        }
        putZigzag(arrivalNs - lastArrivalNs);
        lastArrivalNs = arrivalNs;
        return JournalDescriptor.ARRIVAL_FLAG;
    }

    private static int placeOf(final Slot slot) {
        return slot.bits() == Slot.ONE_OF_SEVERAL
                ? JournalDescriptor.ONE_OF_SEVERAL
                : JournalDescriptor.ONE_OF_ITS_TIME;
    }

    private int putDocument(final byte[] json) {
        putBytes(json);
        return 0;
    }

    private int putValue(final long bits) {
        if (bits << Short.SIZE != 0) {
            if (bits << Integer.SIZE != 0) {
                buffer.putLong(index, bits, ORDER);
                index += Long.BYTES;
                return 0;
            }
            buffer.putInt(index, (int) (bits >>> Integer.SIZE), ORDER);
            index += Integer.BYTES;
            return 1;
        }
        if (bits != 0) {
            buffer.putShort(index, (short) (bits >>> Long.SIZE - Short.SIZE), ORDER);
            index += Short.BYTES;
            return 2;
        }
        return 3;
    }

    private void putBytes(final byte[] source) {
        putVariable(source.length);
        buffer.putBytes(index, source);
        index += source.length;
    }

    private void putZigzag(final long number) {
        putVariable(VarInt.zigzag(number));
    }

    private void putVariable(final long number) {
        index = VarInt.put(buffer, index, number);
    }
}
