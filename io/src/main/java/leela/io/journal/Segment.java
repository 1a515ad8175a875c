package leela.io.journal;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of the journal, mapped.
 * Thread: the one that opened it hands it on; one at a time touches the buffer, {@link #force} any.
 * Memory: none but the mapping.
 * Errors: {@link IOException} where the disk refuses; all blocks are written at creation, so that a full disk shows there and not as a
 * fault in the mapping.
 */
final class Segment implements AutoCloseable {

    private static final int ZEROES = 1 << 20;

    private final long number;
    private final Path path;
    private final MappedBytes mapping;
    private final FileChannel channel;
    private final UnsafeBuffer buffer;
    private boolean isClosed;

    private Segment(final long number, final Path path, final FileChannel channel, final int length) throws IOException {
        this.number = number;
        this.path = path;
        this.channel = channel;
        final File file = path.toFile();
        mapping = MappedBytes.mappedBytes(file, length, 0);
        mapping.singleThreadedCheckDisabled(true);
        buffer = new UnsafeBuffer(mapping.addressForWrite(0), length);
    }

    /** A new segment of zeroes, its blocks on the disk already. */
    static Segment create(final Path directory, final long number, final int length) throws IOException {
        final Path path = directory.resolve(JournalDescriptor.fileName(number));
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            final ByteBuffer zeroes = ByteBuffer.allocateDirect(Math.min(ZEROES, length));
            for (long written = 0; written < length;) {
                zeroes.clear().limit((int) Math.min(zeroes.capacity(), length - written));
                written += channel.write(zeroes);
            }
            return new Segment(number, path, channel, length);
        } catch (final IOException | RuntimeException refused) {
            channel.close();
            Files.deleteIfExists(path);
            throw refused;
        }
    }

    /** A segment that is there. */
    static Segment open(final Path path, final long number) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            final long units = Math.max(1, (channel.size() + JournalDescriptor.SEGMENT_UNIT - 1) / JournalDescriptor.SEGMENT_UNIT);
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

    void putHeader(final long positionDue, final long firstPosition, final long nowNs) {
        buffer.putLong(JournalDescriptor.NUMBER_OFFSET, number, JournalDescriptor.ORDER);
        buffer.putLong(JournalDescriptor.POSITION_DUE_OFFSET, positionDue, JournalDescriptor.ORDER);
        buffer.putLong(JournalDescriptor.FIRST_POSITION_OFFSET, firstPosition, JournalDescriptor.ORDER);
        buffer.putLong(JournalDescriptor.CREATED_OFFSET, nowNs, JournalDescriptor.ORDER);
        buffer.putLong(0, JournalDescriptor.MAGIC, JournalDescriptor.ORDER);
    }

    /** Brings everything to the disk. */
    void force() throws IOException {
        channel.force(false);
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
