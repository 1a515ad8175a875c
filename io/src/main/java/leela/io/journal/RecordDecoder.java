package leela.io.journal;

import static leela.io.journal.JournalDescriptor.ORDER;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import leela.engine.chunk.VarInt;
import leela.engine.spi.EntryLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Judges and reads one record.
 * Thread: its owner's.
 * Memory: 64 KiB at construction; nothing per record.
 * Errors: bytes that are no record are told apart from one; entries that cannot be read end their record.
 */
final class RecordDecoder {

    private static final long UNTOLD = -1;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(JournalDescriptor.MAX_RECORD_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final CRC32C crc = new CRC32C();

    private final LongConsumer onNameless;

    private int length;
    private int index;
    private int number;
    /** Of the entry that follows, where it is told. */
    private long intervalMs;

    private long namelessOfStream;
    private long timeNs;
    private long arrivalNs;

    /** Tells {@code onNameless} the positions of entries whose series' names were lost to damage. */
    RecordDecoder(final LongConsumer onNameless) {
        this.onNameless = onNameless;
    }

    /** Takes a copy of the record at {@code offset}; false if there is none, or a damaged one. */
    boolean load(final DirectBuffer segment, final long segmentNumber, final int offset) {
        if (offset + JournalDescriptor.RECORD_HEADER_LENGTH > segment.capacity()) {
            return false;
        }
        length = segment.getInt(offset, ORDER);
        if (length < JournalDescriptor.RECORD_HEADER_LENGTH
                || length > JournalDescriptor.MAX_RECORD_LENGTH
                || length > segment.capacity() - offset
                || !JournalDescriptor.isMark(
                        segment.getInt(offset + JournalDescriptor.MARK_OFFSET, ORDER), segmentNumber, offset)) {
            return false;
        }
        segment.getBytes(offset, buffer, 0, length);
        crc.reset();
        bytes.limit(length).position(JournalDescriptor.MARK_OFFSET);
        crc.update(bytes);
        return (int) crc.getValue() == buffer.getInt(JournalDescriptor.CRC_OFFSET, ORDER) && count() >= 0;
    }

    /** Bytes to the next record. */
    int alignedLength() {
        return JournalDescriptor.align(length);
    }

    int count() {
        return buffer.getInt(JournalDescriptor.COUNT_OFFSET, ORDER);
    }

    /** When the first entry came. */
    long arrivalNs() {
        return buffer.getLong(JournalDescriptor.ARRIVAL_OFFSET, ORDER);
    }

    /**
     * How many entries the damaged record at {@code offset} holds, which should begin with this position; 0 if it was
     * not written to its end, as far as that can be told, or tells more than a record can hold. Bytes from {@code last}
     * on are zero.
     */
    int countOfDamaged(
            final DirectBuffer segment,
            final long segmentNumber,
            final int offset,
            final long position,
            final int last) {
        if (offset + JournalDescriptor.RECORD_HEADER_LENGTH > segment.capacity()) {
            return 0;
        }
        final int bytes = segment.getInt(offset, ORDER);
        final int entries = segment.getInt(offset + JournalDescriptor.COUNT_OFFSET, ORDER);
        final boolean isOurs = JournalDescriptor.isMark(
                        segment.getInt(offset + JournalDescriptor.MARK_OFFSET, ORDER), segmentNumber, offset)
                || segment.getLong(offset + JournalDescriptor.POSITION_OFFSET, ORDER) == position;
        final boolean isWritten = bytes > JournalDescriptor.RECORD_HEADER_LENGTH && bytes <= last - offset;
        final int most = Math.min(bytes, JournalDescriptor.MAX_RECORD_LENGTH) - JournalDescriptor.RECORD_HEADER_LENGTH;
        return isOurs && isWritten && entries > 0 && entries <= most ? entries : 0;
    }

    /**
     * Behind the entries of all damaged records from {@code offset} on that can be told by their headers: the first
     * should begin with the position {@code end}. Bytes from {@code last} on are zero.
     */
    long endOfDamaged(
            final DirectBuffer segment, final long segmentNumber, final int offset, final long end, final int last) {
        long reached = end + countOfDamaged(segment, segmentNumber, offset, end, last);
        for (int at = offset + JournalDescriptor.ALIGNMENT;
                at + JournalDescriptor.RECORD_HEADER_LENGTH <= last;
                at += JournalDescriptor.ALIGNMENT) {
            if (JournalDescriptor.isMark(
                    segment.getInt(at + JournalDescriptor.MARK_OFFSET, ORDER), segmentNumber, at)) {
                final long first = segment.getLong(at + JournalDescriptor.POSITION_OFFSET, ORDER);
                if (first >= end && first - end <= at - offset) {
                    reached = Math.max(reached, first + countOfDamaged(segment, segmentNumber, at, first, last));
                }
            }
        }
        return reached;
    }

    long firstPosition() {
        return buffer.getLong(JournalDescriptor.POSITION_OFFSET, ORDER);
    }

    /**
     * Shows the entries from {@code from} on; those before only tell their series. The number of entries that could be
     * read.
     */
    int show(final EntryLog.Visitor visitor, final long from) {
        final int count = count();
        final long first = firstPosition();
        index = JournalDescriptor.RECORD_HEADER_LENGTH;
        number = -1;
        arrivalNs = buffer.getLong(JournalDescriptor.ARRIVAL_OFFSET, ORDER);
        timeNs = arrivalNs;
        intervalMs = UNTOLD;
        final EntryLog.StreamVisitor stream = visitor instanceof EntryLog.StreamVisitor all ? all : null;
        int shown = 0;
        while (index < length) {
            final int flags = buffer.getByte(index++);
            final boolean isWanted = first + shown >= from;
            if ((flags & JournalDescriptor.STREAM_FLAG) != 0) {
                if (!showStream(isWanted ? stream : null, flags, first + shown, visitor)) {
                    return shown;
                }
            } else if (shown == count || !showEntry(visitor, flags, first + shown, isWanted)) {
                return shown;
            } else {
                shown++;
            }
        }
        return shown;
    }

    private boolean showEntry(
            final EntryLog.Visitor visitor, final int flags, final long position, final boolean isWanted) {
        return readSeries(flags, visitor)
                && readTimes(flags)
                && ((flags & JournalDescriptor.DOCUMENT_FLAG) != 0
                        ? showDocument(visitor, position, isWanted, flags & JournalDescriptor.WIDTH_MASK)
                        : showEvent(visitor, position, isWanted, flags & JournalDescriptor.WIDTH_MASK));
    }

    /** Shows it to {@code stream}, unless that is null. */
    private boolean showStream(
            final EntryLog.StreamVisitor stream, final int flags, final long position, final EntryLog.Visitor visitor) {
        final int code = flags & JournalDescriptor.WIDTH_MASK;
        if ((flags & JournalDescriptor.DOCUMENT_FLAG) == 0) {
            return readSeries(flags, visitor) && readTimes(flags) && showQueryEvent(stream, code);
        }
        if (code == JournalDescriptor.PURGE) {
            final boolean isRead = readSeries(flags, visitor);
            if (isRead && stream != null) {
                namelessOfStream += stream.onPurged(number) ? 0 : 1;
            }
            return isRead;
        }
        if (code == JournalDescriptor.NOTE) {
            return showNote(stream, position);
        }
        if (code == JournalDescriptor.INTERVAL) {
            intervalMs = variable();
            return intervalMs >= 0;
        }
        final boolean isRead = code == JournalDescriptor.TICK && readTimes(flags);
        if (isRead && stream != null) {
            stream.onTick(arrivalNs);
        }
        return isRead;
    }

    private boolean showNote(final EntryLog.StreamVisitor stream, final long position) {
        final int kind = take(1);
        final int note = kind < 0 ? -1 : take(variable());
        if (note >= 0 && stream != null) {
            stream.onNote(position, buffer.getByte(kind), buffer, note, index - note);
        }
        return note >= 0;
    }

    private boolean readSeries(final int flags, final EntryLog.Visitor visitor) {
        number = (flags & JournalDescriptor.NUMBER_FLAG) != 0 ? (int) variable() : number + 1;
        if (number < 0) {
            return false;
        }
        if ((flags & JournalDescriptor.NAME_FLAG) != 0) {
            final int name = take(variable());
            if (name < 0) {
                return false;
            }
            if ((flags & JournalDescriptor.STREAM_FLAG) == 0) {
                visitor.onSeries(number, buffer, name, index - name);
            } else if (visitor instanceof EntryLog.StreamVisitor stream) {
                stream.onStreamSeries(number, buffer, name, index - name);
            }
        }
        if (intervalMs != UNTOLD) {
            if (visitor instanceof EntryLog.StreamVisitor stream) {
                stream.onInterval(number, (int) intervalMs);
            }
            intervalMs = UNTOLD;
        }
        return true;
    }

    private boolean readTimes(final int flags) {
        if ((flags & JournalDescriptor.TIME_FLAG) != 0) {
            timeNs += zigzag();
        }
        if ((flags & JournalDescriptor.ARRIVAL_FLAG) != 0) {
            arrivalNs += zigzag();
        }
        return true;
    }

    private boolean showDocument(
            final EntryLog.Visitor visitor, final long position, final boolean isWanted, final int place) {
        final int json = take(variable());
        if (json < 0) {
            return false;
        }
        if (isWanted) {
            final boolean isOneOfSeveral = place == JournalDescriptor.ONE_OF_SEVERAL;
            tellNameless(
                    visitor.onDocument(position, number, buffer, json, index - json, isOneOfSeveral, timeNs, arrivalNs),
                    position);
        }
        return true;
    }

    private boolean showEvent(
            final EntryLog.Visitor visitor, final long position, final boolean isWanted, final int widthCode) {
        final int at = take(JournalDescriptor.widthOf(widthCode));
        if (at < 0) {
            return false;
        }
        if (isWanted) {
            tellNameless(visitor.onEvent(position, number, bits(at, widthCode), timeNs, arrivalNs), position);
        }
        return true;
    }

    private boolean showQueryEvent(final EntryLog.StreamVisitor stream, final int widthCode) {
        final int at = take(JournalDescriptor.widthOf(widthCode));
        if (at >= 0 && stream != null) {
            namelessOfStream += stream.onQueryEvent(number, bits(at, widthCode), timeNs, arrivalNs) ? 0 : 1;
        }
        return at >= 0;
    }

    private long bits(final int at, final int widthCode) {
        return switch (widthCode) {
            case 0 -> buffer.getLong(at, ORDER);
            case 1 -> (long) buffer.getInt(at, ORDER) << Integer.SIZE;
            case 2 -> (long) buffer.getShort(at, ORDER) << Long.SIZE - Short.SIZE;
            default -> 0;
        };
    }

    /** How many entries of the stream alone could not be shown, since their series' names were lost to damage. */
    long namelessOfStream() {
        return namelessOfStream;
    }

    private void tellNameless(final boolean isTaken, final long position) {
        if (!isTaken) {
            onNameless.accept(position);
        }
    }

    /** Passes this many bytes; where they begin, or -1 if there are not as many. */
    private int take(final long wanted) {
        if (wanted < 0 || wanted > length - index) {
            return -1;
        }
        final int at = index;
        index += (int) wanted;
        return at;
    }

    private long zigzag() {
        return VarInt.unzigzag(variable());
    }

    /** -1 for a number that is cut off or too long. */
    private long variable() {
        final int behind = VarInt.end(buffer, index, length);
        if (behind < 0) {
            index = length;
            return -1;
        }
        final long value = VarInt.get(buffer, index, behind);
        index = behind;
        return value;
    }
}
