package leela.adapters.cassandra;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;

/**
 * How far this instance's journal is with the cluster. It lies beside that journal and shares its fate: a mark in the
 * cluster would outlive it, and two instances of one name would overwrite each other's. One that is lost costs a
 * repeat, never a loss: what the journal still has is written again, and every row may be.
 *
 * <pre>
 *   position i64 | version i64 | CRC-32C of both, i64        big-endian
 * </pre>
 *
 * Thread: the writer's.
 */
final class MarkFile implements AutoCloseable {

    private static final int LENGTH = 3 * Long.BYTES;

    private final Path file;
    private final FileChannel channel;

    MarkFile(final Path folder) {
        file = folder.resolve("mark");
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (final IOException refused) {
            throw new StoreException(
                    "The file " + file + " cannot be opened: " + refused.getMessage() + ".", false, refused);
        }
    }

    /** The mark written last; an empty store's if there is none, or a damaged one. */
    StoreBatch.Mark read() {
        try {
            final ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
            channel.read(bytes, 0);
            final StoreBatch.Mark mark = new StoreBatch.Mark(bytes.getLong(0), bytes.getLong(Long.BYTES));
            return !bytes.hasRemaining() && bytesOf(mark).equals(bytes.flip()) ? mark : StoreBatch.Mark.NONE;
        } catch (final IOException refused) {
            throw new StoreException(
                    "The file " + file + " cannot be read: " + refused.getMessage() + ".", false, refused);
        }
    }

    void write(final StoreBatch.Mark mark) {
        try {
            channel.write(bytesOf(mark), 0);
        } catch (final IOException refused) {
            throw new StoreException(
                    "The file " + file + " cannot be written: " + refused.getMessage() + ".", true, refused);
        }
    }

    private static ByteBuffer bytesOf(final StoreBatch.Mark mark) {
        final ByteBuffer bytes =
                ByteBuffer.allocate(LENGTH).putLong(mark.position()).putLong(mark.version());
        final CRC32C checksum = new CRC32C();
        checksum.update(bytes.array(), 0, 2 * Long.BYTES);
        return bytes.putLong(checksum.getValue()).flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException refused) {
            throw new StoreException(
                    "The file " + file + " cannot be closed: " + refused.getMessage() + ".", true, refused);
        }
    }
}
