package leela.io.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import leela.io.system.SystemLibrary;
import org.agrona.BitUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of the journal, mapped to be read.
 * Thread: its opener's.
 * Memory: none but the mapping, the pages of it that were read and not {@link #passed}.
 * Errors: {@link IOException} where the disk refuses.
 */
final class Segment implements AutoCloseable {

    /** Pages are let go of so many bytes at a time. */
    private static final int PASSED_AT_ONCE = 1 << 20;
    /** A disk that damages more files than this is not to be filled with them. */
    static final int MOST_ASIDE = 16;

    private final long number;
    private final Path path;
    private final MappedByteBuffer mapping;
    private final FileChannel channel;
    private final UnsafeBuffer buffer;
    private int passed;
    private boolean isClosed;

    private Segment(final long number, final Path path, final FileChannel channel, final int length)
            throws IOException {
        this.number = number;
        this.path = path;
        this.channel = channel;
        mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
        buffer = new UnsafeBuffer(mapping);
    }

    /** A segment that is there. */
    static Segment open(final Path path, final long number) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            final long size = channel.size();
            final boolean isWhole = size > 0 && size % JournalDescriptor.SHORTENED_UNIT == 0;
            return new Segment(
                    number,
                    path,
                    channel,
                    Math.toIntExact(
                            isWhole ? size : BitUtil.align(Math.max(1, size), (long) JournalDescriptor.SEGMENT_UNIT)));
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

    /** The header at its start, or else the one at its end; empty where both are damaged or were never written. */
    Optional<SegmentHeader> header() {
        return SegmentHeader.read(buffer, 0, number)
                .or(() -> SegmentHeader.read(buffer, length() - JournalDescriptor.SEGMENT_HEADER_LENGTH, number));
    }

    /** Whether both headers are of a version that is still to be made. */
    boolean isNewer() {
        final long magic = buffer.getLong(0, JournalDescriptor.ORDER);
        return JournalDescriptor.isNewer(magic)
                && magic == buffer.getLong(length() - JournalDescriptor.SEGMENT_HEADER_LENGTH, JournalDescriptor.ORDER);
    }

    boolean isHeaderDamaged() {
        return SegmentHeader.read(buffer, 0, number).isEmpty();
    }

    /** Whether an earlier version wrote it, without a check. */
    boolean isHeaderUnchecked() {
        return !isHeaderDamaged() && buffer.getLong(JournalDescriptor.CHECK_OFFSET, JournalDescriptor.ORDER) == 0;
    }

    /** Where records end at the latest: before the second header, where there is one. */
    int recordsEnd() {
        final int copy = length() - JournalDescriptor.SEGMENT_HEADER_LENGTH;
        return SegmentHeader.read(buffer, copy, number).isPresent() ? copy : length();
    }

    /** Behind the last byte before {@code end} that is not zero; {@code from} if there is none. */
    int lastWritten(final int from, final int end) {
        int last = end;
        while (last - Long.BYTES >= from && buffer.getLong(last - Long.BYTES) == 0) {
            last -= Long.BYTES;
        }
        while (last > from && buffer.getByte(last - 1) == 0) {
            last--;
        }
        return last;
    }

    /** Behind what stands at {@code offset} and is no mark of the end; {@code offset} if there is nothing. */
    int lastBehind(final int offset) {
        final int end = recordsEnd();
        final boolean isMarked = offset + Integer.BYTES <= end
                && buffer.getInt(offset, JournalDescriptor.ORDER) == JournalDescriptor.END;
        final int last = lastWritten(offset, end);
        return isMarked && last == offset + Integer.BYTES ? offset : last;
    }

    /**
     * Keeps its bytes under a second name, which stays when the file has been stored and is deleted; false where there
     * are as many of those as may be already.
     */
    boolean keepAside() throws IOException {
        final Path folder = path.toAbsolutePath().getParent();
        final Path aside = folder.resolve(path.getFileName() + JournalDescriptor.DAMAGED_SUFFIX);
        if (Files.exists(aside)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.filter(file -> file.toString().endsWith(JournalDescriptor.DAMAGED_SUFFIX))
                            .count()
                    >= MOST_ASIDE) {
                return false;
            }
        }
        try {
            Files.createLink(aside, path);
        } catch (final UnsupportedOperationException | IOException withoutLinks) {
            Files.copy(path, aside);
        }
        SegmentFile.forceFolder(folder);
        return true;
    }

    /**
     * What lies before {@code offset} was read, and most likely is not read again: it need not count as this process's
     * memory. Should it be read, it comes back.
     */
    void passed(final int offset) {
        final int length = offset - passed & -PASSED_AT_ONCE;
        if (length > 0) {
            SystemLibrary.passed(buffer.addressOffset() + passed, length);
            passed += length;
        }
    }

    /** Unmaps; the buffer must not be touched any more. */
    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            buffer.wrap(0, 0);
            IoUtil.unmap(mapping);
            channel.close();
        }
    }
}
