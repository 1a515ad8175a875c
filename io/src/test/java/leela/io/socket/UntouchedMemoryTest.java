package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import leela.io.ResidentPages;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class UntouchedMemoryTest {

    /** Less than what Linux may bring in as one huge page. */
    private static final int LENGTH = 1 << 20;

    private final UntouchedMemory memory = new UntouchedMemory(LENGTH);
    private final UnsafeBuffer buffer = memory.buffer();

    @Test
    void shouldTakeMemoryForWhatIsWrittenOnly() throws IOException {
        assumeTrue(ResidentPages.areTold());
        assertThat(ResidentPages.count(buffer.addressOffset(), LENGTH)).isZero();

        buffer.putByte(5 * ResidentPages.PAGE, (byte) 1);
        buffer.putByte(LENGTH - 1, (byte) 2);

        assertThat(ResidentPages.count(buffer.addressOffset(), LENGTH)).isBetween(2, LENGTH / ResidentPages.PAGE / 2);
        assertThat(memory.buffer().getByte(LENGTH - 1)).isEqualTo((byte) 2);
    }

    @Test
    void shouldBeginWithZeroes() {
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            assertThat(buffer.getLong(i)).isZero();
        }
    }
}
