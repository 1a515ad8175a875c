package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedLibraryTest {

    /** Any file of a jar will do. */
    private static final URL PACKED = DirectBuffer.class.getResource("DirectBuffer.class");

    @TempDir
    private Path folder;

    @Test
    void shouldKnowWhatItHasUnpacked() throws IOException {
        final Path library = folder.resolve("library");
        assertThat(PackedLibrary.isUnpacked(PACKED, library)).as("before").isFalse();
        PackedLibrary.unpack(PACKED, library);
        assertThat(PackedLibrary.isUnpacked(PACKED, library)).as("unpacked").isTrue();
        assertThat(folder).isDirectoryContaining(file -> file.equals(library));

        final byte[] bytes = Files.readAllBytes(library);
        bytes[bytes.length / 2] ^= 1;
        Files.write(library, bytes);
        assertThat(PackedLibrary.isUnpacked(PACKED, library)).as("another").isFalse();
        Files.write(library, new byte[10]);
        assertThat(PackedLibrary.isUnpacked(PACKED, library)).as("cut").isFalse();
        PackedLibrary.unpack(PACKED, library);
        assertThat(PackedLibrary.isUnpacked(PACKED, library)).as("mended").isTrue();
    }
}
