package leela.io.journal;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of the journal, mapped to be read.
 * Thread: its opener's.
 * Memory: none but the mapping.
 * Errors: {@link IOException} where the disk refuses.
 */
final class Segment implements AutoCloseable {

    private final long number;
    private final Path path;
    private final MappedBytes mapping;
    private final FileChannel channel;
    private final UnsafeBuffer buffer;
    private boolean isClosed;

    private Segment(final long number, final Path path, final FileChannel channel, final int length)
            throws IOException {
        this.number = number;
        this.path = path;
        this.channel = channel;
        final File file = path.toFile();
        mapping = MappedBytes.mappedBytes(file, length, 0);
        mapping.singleThreadedCheckDisabled(true);
        buffer = new UnsafeBuffer(mapping.addressForWrite(0), length);
    }

    /** A segment that is there. */
    static Segment open(final Path path, final long number) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            final long units =
                    Math.max(1, (channel.size() + JournalDescriptor.SEGMENT_UNIT - 1) / JournalDescriptor.SEGMENT_UNIT);
            return new Segment(number, path, channel, Math.toIntExact(units * JournalDescriptor.SEGMENT_UNIT));
        } catch (final IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    int length() {
        return buffer.capacity();
    }

    boolean hasHeader() {
        return JournalDescriptor.hasHeader(buffer, number);
    }

    long firstPosition() {
        return buffer.getLong(JournalDescriptor.FIRST_POSITION_OFFSET, JournalDescriptor.ORDER);
    }

    /** Where the segment before this one ended. */
    long positionDue() {
        return buffer.getLong(JournalDescriptor.POSITION_DUE_OFFSET, JournalDescriptor.ORDER);
    }

    long createdNs() {
        return buffer.getLong(JournalDescriptor.CREATED_OFFSET, JournalDescriptor.ORDER);
    }

    /** Unmaps; the buffer must not be touched any more. */
    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            buffer.wrap(0, 0);
            mapping.releaseLast();
            channel.close();
        }
    }
}
