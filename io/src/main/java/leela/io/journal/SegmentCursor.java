package leela.io.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the records of one segment; behind a damaged one it looks for the next that is whole, and says END only where
 * there is none.
 * Thread: its owner's.
 * Memory: that of its decoder.
 */
final class SegmentCursor {

    /** What a step found. */
    enum Step {
        RECORD,
        NOTHING_YET,
        END
    }

    private final RecordDecoder decoder;
    private UnsafeBuffer buffer;
    private long number;
    private int offset;
    private int recordOffset;
    private int damaged;

    SegmentCursor(final RecordDecoder decoder) {
        this.decoder = decoder;
    }

    void begin(final Segment segment) {
        beginAt(segment, JournalDescriptor.SEGMENT_HEADER_LENGTH);
    }

    void beginAt(final Segment segment, final int from) {
        buffer = segment.buffer();
        number = segment.number();
        offset = from;
        damaged = 0;
    }

    /** Where the next record begins: the end of the whole ones, once {@link #advance} has said END. */
    int offset() {
        return offset;
    }

    /** Where the record that was loaded last begins. */
    int recordOffset() {
        return recordOffset;
    }

    /** The record that was loaded last is the next one again. */
    void back() {
        offset = recordOffset;
    }

    /** How many stretches of damage were passed. */
    int damaged() {
        return damaged;
    }

    /**
     * Loads the next record into the decoder. {@code written}: bytes that are there now; the capacity if there will be
     * no more.
     */
    Step advance(final int written) {
        final boolean isGrowing = written < buffer.capacity();
        if (isGrowing && offset >= written) {
            return Step.NOTHING_YET;
        }
        // what stands for the end is no proof of it, since damage can look so: only that no record follows is one
        for (int next = offset;
                next + JournalDescriptor.RECORD_HEADER_LENGTH <= written;
                next += JournalDescriptor.ALIGNMENT) {
            if (decoder.load(buffer, number, next)) {
                damaged += next == offset ? 0 : 1;
                recordOffset = next;
                offset = next + decoder.alignedLength();
                return Step.RECORD;
            }
        }
        if (isGrowing) {
            damaged++;
            offset = written;
            return Step.NOTHING_YET;
        }
        return Step.END;
    }
}
