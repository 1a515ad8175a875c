package leela.io.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That arguments and errors come through; what calls of sockets and threads do is tested where they are used. */
final class SystemLibraryTest {

    // <asm-generic/errno-base.h>
    private static final int EBADF = 9;
    private static final int LENGTH = 3 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldGiveAFileItsBlocks() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("blocks").toFile(), "rw")) {
            assertThat(SystemLibrary.fallocate(Descriptors.of(file.getFD()), LENGTH))
                    .isZero();
            assertThat(file.length()).isEqualTo(LENGTH);
        }
    }

    @Test
    void shouldTellWhyACallFailed() {
        assertThat(SystemLibrary.fallocate(-1, LENGTH)).isEqualTo(-1);
        assertThat(SystemLibrary.lastError()).isEqualTo(EBADF);
    }

    @Test
    void shouldMapZeroesThatCanBeWritten() {
        final long address = SystemLibrary.map(LENGTH);
        final UnsafeBuffer mapped = new UnsafeBuffer(address, LENGTH);
        assertThat(mapped.getLong(LENGTH - Long.BYTES)).isZero();
        mapped.putLong(LENGTH - Long.BYTES, 7);
        assertThat(mapped.getLong(LENGTH - Long.BYTES)).isEqualTo(7);
        SystemLibrary.unmap(address, LENGTH);
    }
}
