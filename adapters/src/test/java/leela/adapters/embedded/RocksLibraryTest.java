package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

class RocksLibraryTest {

    private static final String NAME = Environment.getJniLibraryFileName("rocksdb");
    private static final URL PACKED = RocksDB.class.getResource("/" + NAME);

    @TempDir
    private Path folder;

    @Test
    void shouldKnowWhatItHasUnpacked() throws IOException {
        final Path library = folder.resolve(NAME);
        assertThat(RocksLibrary.isUnpacked(PACKED, library)).as("before").isFalse();
        RocksLibrary.unpack(PACKED, library);
        assertThat(RocksLibrary.isUnpacked(PACKED, library)).as("unpacked").isTrue();
        assertThat(folder).isDirectoryContaining(file -> file.equals(library));

        final byte[] bytes = Files.readAllBytes(library);
        bytes[bytes.length / 2] ^= 1;
        Files.write(library, bytes);
        assertThat(RocksLibrary.isUnpacked(PACKED, library)).as("another").isFalse();
        Files.write(library, new byte[10]);
        assertThat(RocksLibrary.isUnpacked(PACKED, library)).as("cut").isFalse();
        RocksLibrary.unpack(PACKED, library);
        assertThat(RocksLibrary.isUnpacked(PACKED, library)).as("mended").isTrue();
    }

    @Test
    void shouldLoadOnceOnly() throws IOException {
        RocksLibrary.loadFrom(folder);
        RocksLibrary.loadFrom(folder.resolve("not made"));
        assertThat(folder.resolve("not made")).doesNotExist();
    }
}
