package leela.io.journal;

import static leela.io.journal.JournalDescriptor.ORDER;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * What a segment says of itself, see {@link JournalDescriptor}.
 * Thread: immutable.
 *
 * @param positionDue   where the segment before ended
 * @param firstPosition of its first entry
 * @param createdNs     when, by the wall clock
 * @param numbering     the segment with which the numbers of series began; 0 where that is not known
 */
record SegmentHeader(long number, long positionDue, long firstPosition, long createdNs, long numbering) {

    private static final long HAS_CHECK = 1L << Integer.SIZE;

    /** The header at {@code offset}; empty where it is damaged, another segment's, or was never written. */
    static Optional<SegmentHeader> read(final DirectBuffer segment, final int offset, final long number) {
        final SegmentHeader header = new SegmentHeader(
                segment.getLong(offset + JournalDescriptor.NUMBER_OFFSET, ORDER),
                segment.getLong(offset + JournalDescriptor.POSITION_DUE_OFFSET, ORDER),
                segment.getLong(offset + JournalDescriptor.FIRST_POSITION_OFFSET, ORDER),
                segment.getLong(offset + JournalDescriptor.CREATED_OFFSET, ORDER),
                segment.getLong(offset + JournalDescriptor.NUMBERING_OFFSET, ORDER));
        final long check = segment.getLong(offset + JournalDescriptor.CHECK_OFFSET, ORDER);
        return JournalDescriptor.isKnown(segment.getLong(offset, ORDER))
                        && header.number == number
                        && (check == 0 ? header.isPlausible() : check == check(segment, offset))
                ? Optional.of(header)
                : Optional.empty();
    }

    /** Puts it at the start of {@code bytes}, and the check behind it. */
    void put(final ByteBuffer bytes) {
        bytes.putLong(0, JournalDescriptor.MAGIC)
                .putLong(JournalDescriptor.NUMBER_OFFSET, number)
                .putLong(JournalDescriptor.POSITION_DUE_OFFSET, positionDue)
                .putLong(JournalDescriptor.FIRST_POSITION_OFFSET, firstPosition)
                .putLong(JournalDescriptor.CREATED_OFFSET, createdNs)
                .putLong(JournalDescriptor.NUMBERING_OFFSET, numbering)
                .putLong(
                        JournalDescriptor.CHECK_OFFSET,
                        check(bytes.duplicate().position(0).limit(JournalDescriptor.CHECK_OFFSET)));
    }

    /** All that can be asked of one without a check. */
    private boolean isPlausible() {
        return positionDue >= 0 && firstPosition >= positionDue && numbering == 0;
    }

    private static long check(final DirectBuffer segment, final int offset) {
        final ByteBuffer bytes = ByteBuffer.allocate(JournalDescriptor.CHECK_OFFSET);
        segment.getBytes(offset, bytes, JournalDescriptor.CHECK_OFFSET);
        return check(bytes.flip());
    }

    private static long check(final ByteBuffer bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return HAS_CHECK | crc.getValue();
    }
}
