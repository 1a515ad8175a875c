package leela.adapters.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library, unpacked once into a folder of ours and found there by later starts: RocksDB itself unpacks
 * its 17 MB at each start into the system's temporary folder, and leaves them there where the process is killed.
 * Thread: the one that builds the service.
 * Errors: {@link IOException} where it cannot be unpacked, {@link LinkageError} where it cannot be loaded.
 */
final class RocksLibrary {

    private static final int BUFFER = 1 << 16;
    private static boolean isLoaded;

    private RocksLibrary() {}

    static synchronized void loadFrom(final Path folder) throws IOException {
        if (isLoaded) {
            return;
        }
        final String name = Environment.getJniLibraryFileName("rocksdb");
        final URL packed = RocksDB.class.getResource("/" + name);
        if (packed == null) {
            throw new IOException("RocksDB has no " + name + " for this platform");
        }
        // what loadLibrary asks for is named once more than what the jar holds
        final Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        if (!isUnpacked(packed, library)) {
            unpack(packed, library);
        }
        RocksDB.loadLibrary(List.of(folder.toString()));
        isLoaded = true;
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
        try (InputStream from = packed.openStream()) {
            Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING);
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
