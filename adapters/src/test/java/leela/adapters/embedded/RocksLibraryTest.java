package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void shouldLoadOnceOnly() throws IOException {
        RocksLibrary.loadFrom(folder, RocksLibraryTest::unpack);
        RocksLibrary.loadFrom(folder.resolve("not made"), RocksLibraryTest::unpack);
        assertThat(folder.resolve("not made")).doesNotExist();
    }

    private static void unpack(final URL packed, final Path library) throws IOException {
        try (InputStream from = packed.openStream()) {
            Files.copy(from, library);
        }
    }
}
