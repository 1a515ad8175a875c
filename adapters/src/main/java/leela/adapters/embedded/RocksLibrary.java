package leela.adapters.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library, unpacked once into a folder of ours and found there by later starts: RocksDB itself unpacks
 * its 17 MB at each start into the system's temporary folder, and leaves them there where the process is killed.
 * Thread: the one that builds the service.
 * Errors: {@link IOException} where it cannot be unpacked, {@link LinkageError} where it cannot be loaded.
 */
final class RocksLibrary {

    private static boolean isLoaded;

    private RocksLibrary() {}

    /** Loads it from this folder, where {@code unpack} makes it what the jar holds unless it is. */
    static synchronized void loadFrom(final Path folder, final EmbeddedStore.Unpacking unpack) throws IOException {
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
        unpack.unpackUnlessThere(packed, library);
        RocksDB.loadLibrary(List.of(folder.toString()));
        isLoaded = true;
    }
}
