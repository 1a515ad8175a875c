package leela.io.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import leela.io.system.Descriptors;
import leela.io.system.SystemLibrary;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;

/**
 * One file of the journal as it is written: by calls, not through a mapping, whose page faults and write protection at
 * each sync cost an event five times as much. What was written survives the process, and {@link #force} makes it
 * survive the machine.
 * Thread: the one that made it hands it on to the writer; {@link #force} any, on a channel of its own.
 * Memory: 64 bytes.
 * Errors: {@link IOException} where the disk refuses; room for all of it is taken at creation, so that a full disk
 * shows there.
 */
final class SegmentFile implements AutoCloseable {

    private static final int ZEROES = 1 << 20;

    private final long number;
    private final Path path;
    private final int length;
    private final FileChannel channel;
    private final FileChannel syncChannel;
    private volatile boolean isDoubtful;
    private final ByteBuffer header =
            ByteBuffer.allocateDirect(JournalDescriptor.SEGMENT_HEADER_LENGTH).order(JournalDescriptor.ORDER);

    private SegmentFile(final long number, final Path path, final int length, final FileChannel channel)
            throws IOException {
        this.number = number;
        this.path = path;
        this.length = length;
        this.channel = channel;
        syncChannel = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /** A new segment of zeroes, its blocks taken on the disk already. */
    static SegmentFile create(final Path directory, final long number, final int length) throws IOException {
        final Path path = directory.resolve(JournalDescriptor.fileName(number));
        final FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            if (!allocate(path, length)) {
                fill(channel, length);
            }
            forceFolder(directory);
            return new SegmentFile(number, path, length, channel);
        } catch (final IOException | RuntimeException refused) {
            channel.close();
            Files.deleteIfExists(path);
            throw refused;
        }
    }

    /**
     * Lets the file system take the blocks without writing them; false if it cannot, for want of room or of the
     * ability.
     */
    private static boolean allocate(final Path path, final int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            return SystemLibrary.fallocate(Descriptors.of(file.getFD()), length) == 0;
        } catch (final LinkageError notLinux) {
            return false;
        }
    }

    private static void fill(final FileChannel channel, final int length) throws IOException {
        final ByteBuffer zeroes = ByteBuffer.allocateDirect(Math.min(ZEROES, length));
        for (long written = 0; written < length; ) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), length - written));
            written += channel.write(zeroes, written);
        }
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    int length() {
        return length;
    }

    /** Where records end at the latest. */
    int recordsEnd() {
        return length - JournalDescriptor.SEGMENT_HEADER_LENGTH;
    }

    /** At both ends. */
    void writeHeader(final SegmentHeader values) throws IOException {
        values.put(header.clear());
        write(header, recordsEnd());
        write(header.clear(), 0);
    }

    /** The writer goes on to another segment. */
    void writeEnd(final int offset) throws IOException {
        if (offset + Integer.BYTES <= recordsEnd()) {
            header.clear().limit(Integer.BYTES);
            header.putInt(0, JournalDescriptor.END);
            write(header, offset);
        }
    }

    /** Writes what remains in {@code bytes}. */
    void write(final ByteBuffer bytes, final int offset) throws IOException {
        for (int at = offset; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
    }

    /** Brings everything to the disk. */
    void force() throws IOException {
        syncChannel.force(false);
    }

    /** It could not be brought to the disk once. Thread: the sync's. */
    void doubt() {
        isDoubtful = true;
    }

    /** Whether some of it may be nowhere but in the system's memory, whatever a later sync says. Thread: any. */
    boolean isDoubtful() {
        return isDoubtful;
    }

    /** False once it was acknowledged, or given up, and deleted. */
    boolean isThere() {
        return Files.exists(path);
    }

    /** Puts a new file with the same bytes into its place, on the disk when this returns. Nobody may write to it. */
    void rewrite() throws IOException {
        final Path copy = path.resolveSibling(path.getFileName() + JournalDescriptor.COPY_SUFFIX);
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        copy,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; ) {
                at += from.transferTo(at, length - at, to);
            }
            to.force(true);
        }
        Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(path.getParent());
    }

    /**
     * Cuts off what was never filled of one that nobody writes to any more: what follows {@code offset}, but for the
     * mark of the end and the second header. The length that is left, which is not longer than it was.
     */
    static int shorten(final Path path, final int offset) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final int header = JournalDescriptor.SEGMENT_HEADER_LENGTH;
            final int length = BitUtil.align(offset + Long.BYTES + header, JournalDescriptor.SHORTENED_UNIT);
            if (length >= channel.size()) {
                return (int) channel.size();
            }
            final ByteBuffer rest = ByteBuffer.allocate(length - offset).order(JournalDescriptor.ORDER);
            rest.position(rest.limit() - header);
            int read;
            do {
                read = channel.read(rest, header - rest.remaining());
            } while (read > 0 && rest.hasRemaining());
            rest.putInt(0, JournalDescriptor.END).clear();
            // first this: behind a crash there is no second header, or the whole of it
            channel.truncate(offset);
            for (int at = offset; rest.hasRemaining(); ) {
                at += channel.write(rest, at);
            }
            channel.force(true);
            return length;
        }
    }

    /** Brings to the disk which files a folder holds. */
    static void forceFolder(final Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        CloseHelper.closeAll(channel, syncChannel);
    }
}
