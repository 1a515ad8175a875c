package leela.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VarIntTest {

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);

    @ParameterizedTest
    @CsvSource({"0, 1", "127, 1", "128, 2", "16383, 2", "16384, 3", "9223372036854775807, 9", "-1, 10"})
    void shouldTakeAsManyBytesAsANumberNeeds(final long number, final int length) {
        assertThat(VarInt.put(buffer, 3, number)).isEqualTo(3 + length);
        assertThat(VarInt.end(buffer, 3, 16)).isEqualTo(3 + length);
        assertThat(VarInt.get(buffer, 3, 3 + length)).isEqualTo(number);
        assertThat(VarInt.end(buffer, 3, 3 + length - 1)).as("cut off").isEqualTo(-1);
    }

    @Test
    void shouldRefuseANumberOfMoreThanTenBytes() {
        buffer.setMemory(0, 16, (byte) 0xff);

        assertThat(VarInt.end(buffer, 0, 16)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 1", "1, 2", "-2, 3", "9223372036854775807, -2", "-9223372036854775808, -1"})
    void shouldMakeSmallNegativeNumbersSmall(final long number, final long zigzag) {
        assertThat(VarInt.zigzag(number)).isEqualTo(zigzag);
        assertThat(VarInt.unzigzag(zigzag)).isEqualTo(number);
    }

    @Test
    void shouldReadWhatItWrote() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            final long number = random.nextLong() >> random.nextInt(64);
            final int end = VarInt.put(buffer, 0, VarInt.zigzag(number));
            assertThat(VarInt.unzigzag(VarInt.get(buffer, 0, VarInt.end(buffer, 0, 16))))
                    .as("seed %d", seed)
                    .isEqualTo(number);
            assertThat(VarInt.end(buffer, 0, 16)).isEqualTo(end);
        }
    }
}
