package leela.io.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the records of one segment; behind a damaged one it looks for the next that is whole.
 * Thread: its owner's.
 * Memory: that of its decoder.
 */
final class SegmentCursor {

    /** What a step found. */
    enum Step { RECORD, NOTHING_YET, END }

    private final RecordDecoder decoder;
    private UnsafeBuffer buffer;
    private long number;
    private int offset;
    private int damaged;

    SegmentCursor(final RecordDecoder decoder) {
        this.decoder = decoder;
    }

    void begin(final Segment segment) {
        buffer = segment.buffer();
        number = segment.number();
        offset = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        damaged = 0;
    }

    /** Where the next record begins: the end of the whole ones, once {@link #advance} has said END. */
    int offset() {
        return offset;
    }

    /** How many stretches of damage were passed. */
    int damaged() {
        return damaged;
    }

    /** Loads the next record into the decoder. {@code isGrowing}: asked before, the writer might still add records. */
    Step advance(final boolean isGrowing) {
        if (offset + JournalDescriptor.RECORD_HEADER_LENGTH > buffer.capacity()) {
            return Step.END;
        }
        final int length = buffer.getIntVolatile(offset);
        if (length == 0 && isGrowing) {
            return Step.NOTHING_YET;
        }
        if (length == JournalDescriptor.END) {
            return Step.END;
        }
        if (length != 0 && decoder.load(buffer, number, offset)) {
            offset += decoder.alignedLength();
            return Step.RECORD;
        }
        return skipDamage(length, isGrowing);
    }

    private Step skipDamage(final int length, final boolean isGrowing) {
        for (int next = offset + JournalDescriptor.ALIGNMENT; next + JournalDescriptor.RECORD_HEADER_LENGTH <= buffer.capacity();
                next += JournalDescriptor.ALIGNMENT) {
            if (decoder.load(buffer, number, next)) {
                damaged++;
                offset = next + decoder.alignedLength();
                return Step.RECORD;
            }
        }
        if (!isGrowing) {
            return Step.END;
        }
        final int behind = offset + JournalDescriptor.align(Math.max(length, JournalDescriptor.ALIGNMENT));
        if (length > 0 && length <= JournalDescriptor.MAX_RECORD_LENGTH && behind < buffer.capacity()) {
            damaged++;
            offset = behind;
        }
        return Step.NOTHING_YET;
    }
}
