package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EpochTimeEncoderTest {
    private static final long SEED = 1970;
    private static final byte FILL = '#';
    private static final int OFFSET = 2;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + EpochTimeEncoder.MAX_LENGTH + OFFSET]);

    @Test
    void shouldWriteAFractionOfAtLeastOneDigitWithoutTrailingZeros() {
        assertText(0, "0.0");
        assertText(1, "0.000000001");
        assertText(10_500_000_000L, "10.5");
        assertText(1_365_500_000_000_000_000L, "1365500000.0");
        assertText(1_365_500_000_120_000_000L, "1365500000.12");
        assertText(1_365_500_000_123_456_789L, "1365500000.123456789");
        assertText(1_365_500_000_123_456_780L, "1365500000.12345678");
        assertText(Long.MAX_VALUE, "9223372036.854775807");
    }

    @Test
    void shouldWriteSecondsWithoutAPoint() {
        for (final long seconds : new long[] {0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 9_223_372_036L}) {
            buffer.setMemory(0, buffer.capacity(), FILL);

            final int length = EpochTimeEncoder.encodeSeconds(seconds, buffer, OFFSET);

            assertThat(Ascii.text(buffer, OFFSET, length)).isEqualTo(Long.toString(seconds));
            Ascii.assertUntouched(buffer, OFFSET, length, FILL);
        }
    }

    @Test
    void shouldReadBackEveryTimeItWrites() {
        final EpochTimeDecoder decoder = new EpochTimeDecoder();
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 300_000; i++) {
            final long scale = (long) Math.pow(10, random.nextInt(10));
            final long timeNs = random.nextLong(EpochTimeDecoder.MAX_SECONDS * 1_000_000_000) / scale * scale;
            final int length = EpochTimeEncoder.encode(timeNs, buffer, OFFSET);
            if (decoder.decode(buffer, OFFSET, OFFSET + length) != OFFSET + length || decoder.timeNs() != timeNs) {
                fail("%d reads back as %d (seed %d)", timeNs, decoder.timeNs(), SEED);
            }
        }
    }

    @Test
    void shouldRefuseTimesBefore1970() {
        assertThatThrownBy(() -> EpochTimeEncoder.encode(-1, buffer, OFFSET))
                .isInstanceOf(AssertionError.class)
                .hasMessage("timeNs: -1 (expected: >= 0)");
    }

    @Test
    void shouldNotAllocate() {
        final long bytes = Allocations.leastBytesPerPass(
                call -> EpochTimeEncoder.encode(1_365_500_000_000_000_000L + call, buffer, OFFSET));

        assertThat(bytes).isZero();
    }

    private void assertText(final long timeNs, final String expected) {
        buffer.setMemory(0, buffer.capacity(), FILL);

        final int length = EpochTimeEncoder.encode(timeNs, buffer, OFFSET);

        assertThat(Ascii.text(buffer, OFFSET, length)).isEqualTo(expected);
        Ascii.assertUntouched(buffer, OFFSET, length, FILL);
    }
}
