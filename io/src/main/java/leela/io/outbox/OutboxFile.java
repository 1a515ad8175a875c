package leela.io.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import leela.engine.notify.delivery.DeliveryLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in one file, such as that of deliveries. A kill leaves at most the last record torn, which is cut off when it
 * is read; a new file is complete on the disk before it takes the old one's place. What is damaged is kept beside it.
 *
 * <pre>
 *   0          8
 *   +----------+--------+----------+---------+--------+----------+-----
 *   | LEELAOB1 | length | checksum | record  | length | checksum | …
 *   +----------+--------+----------+---------+--------+----------+-----
 *                i32      i32 crc32c of the record
 * </pre>
 *
 * Thread: one.
 * Memory: a record at a time; all of them while it is read.
 * Errors: {@link IOException}; what could not be written whole is written over by what comes next.
 */
public final class OutboxFile implements DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);

    private static final byte[] MAGIC = "LEELAOB1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_LENGTH = 8;
    /** Beyond it something else was written there. */
    private static final int MOST_RECORD_BYTES = 16 << 20;
    /** What people are told is not everybody's. */
    private static final String MODE = "rw-r-----";

    private final Path file;
    private FileChannel channel;
    private long end;

    /** The outbox in this folder, which its owner has locked. */
    public OutboxFile(final Path folder) {
        this(folder, "outbox");
    }

    /** Another log of that form. */
    public OutboxFile(final Path folder, final String name) {
        file = folder.resolve(name);
    }

    @Override
    public List<byte[]> read() throws IOException {
        final List<byte[]> records = new ArrayList<>();
        if (Files.notExists(file)) {
            rewrite(records);
            return records;
        }
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.remaining() < MAGIC.length || !isMagic(bytes)) {
            keepDamaged(0, bytes.capacity());
            rewrite(records);
            return records;
        }
        while (bytes.hasRemaining()) {
            final byte[] record = next(bytes);
            if (record == null) {
                break;
            }
            records.add(record);
        }
        if (bytes.hasRemaining()) {
            keepDamaged(bytes.position(), bytes.capacity());
        }
        open(bytes.position());
        return records;
    }

    @Override
    public void append(final byte[] record) throws IOException {
        if (channel == null) {
            throw new IOException(file + " is not open");
        }
        final ByteBuffer framed = framed(record);
        long position = end;
        while (framed.hasRemaining()) {
            position += channel.write(framed, position);
        }
        end = position;
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public long size() {
        return end;
    }

    @Override
    public void rewrite(final List<byte[]> records) throws IOException {
        final Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        long length = MAGIC.length;
        try (FileChannel out = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)))) {
            write(out, ByteBuffer.wrap(MAGIC));
            for (final byte[] record : records) {
                final ByteBuffer framed = framed(record);
                length += framed.remaining();
                write(out, framed);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        open(length);
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (final IOException failed) {
            LOG.warn("event=outbox_close_failed file={} reason=\"{}\"", file, failed.getMessage());
        }
    }

    private void open(final long length) throws IOException {
        close();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.truncate(length);
        end = length;
    }

    private static boolean isMagic(final ByteBuffer bytes) {
        final byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        return Arrays.equals(magic, MAGIC);
    }

    /** Null, and the buffer where it was, if there is no whole one. */
    private static byte[] next(final ByteBuffer bytes) {
        final int begin = bytes.position();
        if (bytes.remaining() >= HEAD_LENGTH) {
            final int length = bytes.getInt();
            final int checksum = bytes.getInt();
            if (length >= 0 && length <= Math.min(MOST_RECORD_BYTES, bytes.remaining())) {
                final byte[] record = new byte[length];
                bytes.get(record);
                if (checksum(record) == checksum) {
                    return record;
                }
            }
        }
        bytes.position(begin);
        return null;
    }

    private static ByteBuffer framed(final byte[] record) {
        return ByteBuffer.allocate(HEAD_LENGTH + record.length)
                .putInt(record.length)
                .putInt(checksum(record))
                .put(record)
                .flip();
    }

    private static int checksum(final byte[] record) {
        final CRC32C checksum = new CRC32C();
        checksum.update(record);
        return (int) checksum.getValue();
    }

    private static void write(final FileChannel out, final ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Whether the record there is cut off by the file's end, as a kill leaves it; nothing else is lost with it. */
    private boolean isTorn(final long from) throws IOException {
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
            final long left = bytes.size() - from;
            final ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
            return from > 0
                    && (left < HEAD_LENGTH
                            || bytes.read(head, from) == Integer.BYTES
                                    && head.getInt(0) > left - HEAD_LENGTH
                                    && head.getInt(0) <= MOST_RECORD_BYTES);
        }
    }

    /** Where what was damaged is kept. */
    public Path damaged() {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    private void keepDamaged(final long from, final long length) throws IOException {
        final Path copy = isTorn(from) ? file.resolveSibling(file.getFileName() + ".cut") : damaged();
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        if (file.endsWith("alerts")) {
            LOG.warn("event=alerts_cut file={} at={} bytes={} copy={}", file, from, length - from, copy.getFileName());
        } else {
            LOG.warn("event=outbox_cut file={} at={} bytes={} copy={}", file, from, length - from, copy.getFileName());
        }
    }
}
