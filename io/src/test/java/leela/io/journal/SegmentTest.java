package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.io.ResidentPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentTest {

    private static final int MIB = 1 << 20;
    private static final int LENGTH = 4 * MIB;

    @TempDir
    Path directory;

    @Test
    void shouldLetGoOfWhatWasReadAndStillGiveItWhenItIsAskedForAgain() throws IOException {
        assumeTrue(ResidentPages.areTold());
        final Path path = directory.resolve("numbers.seg");
        final ByteBuffer numbers = ByteBuffer.allocate(LENGTH);
        while (numbers.hasRemaining()) {
            numbers.putLong(numbers.position());
        }
        Files.write(path, numbers.array());
        try (Segment segment = Segment.open(path, 1)) {
            assertThat(sum(segment)).isEqualTo(sum(numbers));
            assertThat(resident(segment)).as("once read").isEqualTo(LENGTH / ResidentPages.PAGE);

            segment.passed(2 * MIB + MIB / 2);

            assertThat(resident(segment)).as("whole megabytes before it").isEqualTo(2 * MIB / ResidentPages.PAGE);
            assertThat(sum(segment)).isEqualTo(sum(numbers));
        }
    }

    private static int resident(final Segment segment) throws IOException {
        return ResidentPages.count(segment.buffer().addressOffset(), LENGTH);
    }

    private static long sum(final Segment segment) {
        long sum = 0;
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            sum += Long.reverseBytes(segment.buffer().getLong(i));
        }
        return sum;
    }

    private static long sum(final ByteBuffer numbers) {
        long sum = 0;
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            sum += numbers.getLong(i);
        }
        return sum;
    }
}
