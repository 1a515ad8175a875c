package leela.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that a person has named, read whole: a FIFO would be waited for, and a device has no end.
 * Thread: any; stateless.
 * Memory: no more than what is allowed, whatever the file says of its own size.
 * Errors: {@link FileSystemException} whose message is {@code FILE: reason}, also for what is missing or not allowed.
 */
public final class PlainFile {

    /** More than any configuration that people write. */
    private static final int MOST_BYTES = 4 << 20;

    private PlainFile() {}

    /** What is in it. */
    public static byte[] read(final Path file) throws IOException {
        return read(file, MOST_BYTES);
    }

    /** The same of a file that may have so many bytes at most. */
    public static byte[] read(final Path file, final int mostBytes) throws IOException {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw refusal(
                        file,
                        "is " + (attributes.isDirectory() ? "a folder" : "a FIFO, a socket or a device")
                                + " (expected: a file)");
            }
            try (InputStream in = Files.newInputStream(file)) {
                final byte[] bytes = in.readNBytes(mostBytes + 1);
                if (bytes.length > mostBytes) {
                    throw refusal(file, "is too long (expected: at most " + mostBytes + " bytes)");
                }
                return bytes;
            }
        } catch (final NoSuchFileException missing) {
            throw with(missing, new NoSuchFileException(file.toString(), null, "no such file"));
        } catch (final AccessDeniedException denied) {
            throw with(denied, new AccessDeniedException(file.toString(), null, "permission denied"));
        } catch (final FileSystemException told) {
            throw told;
        } catch (final IOException broken) {
            throw with(broken, refusal(file, broken.getMessage()));
        }
    }

    /** Its text. */
    public static String text(final Path file, final Charset charset) throws IOException {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(read(file))).toString();
        } catch (final CharacterCodingException wrong) {
            throw with(wrong, refusal(file, "is no " + charset.name()));
        }
    }

    private static FileSystemException refusal(final Path file, final String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }

    private static FileSystemException with(final IOException cause, final FileSystemException refusal) {
        refusal.initCause(cause);
        return refusal;
    }
}
