package leela.io.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A native library in a jar, unpacked once into a folder and found there by later starts, and by commands that run
 * beside the engine: those then need no room on any disk.
 * Thread: any.
 * Errors: {@link IOException} where it cannot be unpacked.
 */
public final class PackedLibrary {

    private static final int BUFFER = 1 << 16;
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private PackedLibrary() {}

    /** Makes the file what the jar holds, unless it is. */
    public static void unpackUnlessThere(final URL packed, final Path library) throws IOException {
        if (!isUnpacked(packed, library)) {
            unpack(packed, library);
        }
    }

    /** Whether the file is what the jar holds, also where an older version, or one that was killed, has left it. */
    static boolean isUnpacked(final URL packed, final Path library) throws IOException {
        final URLConnection connection = packed.openConnection();
        if (!Files.exists(library) || !(connection instanceof JarURLConnection)) {
            return false;
        }
        final JarEntry entry = ((JarURLConnection) connection).getJarEntry();
        return Files.size(library) == entry.getSize() && checksum(library) == entry.getCrc();
    }

    /** Whole or not at all; an engine that runs with the file before keeps that. */
    static void unpack(final URL packed, final Path library) throws IOException {
        final Path next = library.resolveSibling(library.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, MODE);
        try (InputStream from = packed.openStream();
                OutputStream to = Files.newOutputStream(next)) {
            final long unused = from.transferTo(to);
        }
        Files.move(next, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long checksum(final Path file) throws IOException {
        final CRC32 sum = new CRC32();
        try (InputStream from = new CheckedInputStream(Files.newInputStream(file), sum)) {
            final byte[] part = new byte[BUFFER];
            int length = from.read(part);
            while (length >= 0) {
                length = from.read(part);
            }
        }
        return sum.getValue();
    }
}
