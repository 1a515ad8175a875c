package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DigitRunTest {
    private static final String DIGITS = "98765432101234567890123";

    private final DigitRun run = new DigitRun();

    @Test
    void shouldReadRunsOfEveryLengthUpToTheLimit() {
        for (int length = 0; length <= DigitRun.MAX_DIGITS; length++) {
            final UnsafeBuffer buffer = Ascii.enclosed(DIGITS);
            final String digits = DIGITS.substring(0, length);

            assertThat(run.start(buffer, 1, 1 + length)).isEqualTo(1 + length);
            assertThat(run.value()).isEqualTo(length == 0 ? 0 : Long.parseUnsignedLong(digits));
        }
    }

    @Test
    void shouldEndARunAtEveryByteThatIsNoDigit() {
        for (int next = 0; next < 256; next++) {
            if (next >= '0' && next <= '9') {
                continue;
            }
            for (int length = 0; length <= 16; length++) {
                final String digits = DIGITS.substring(0, length);
                final UnsafeBuffer buffer = Ascii.enclosed(digits + (char) next + DIGITS);

                assertThat(run.start(buffer, 1, buffer.capacity()))
                        .as("byte %d at %d", next, length)
                        .isEqualTo(1 + length);
                assertThat(run.value()).isEqualTo(length == 0 ? 0 : Long.parseLong(digits));
            }
        }
    }

    @Test
    void shouldAppendFurtherRunsToTheSameNumber() {
        final UnsafeBuffer buffer = Ascii.enclosed("12.345678901;");

        final int point = run.start(buffer, 1, buffer.capacity());
        final int end = run.resume(buffer, point + 1, buffer.capacity());

        assertThat(end).isEqualTo(13);
        assertThat(run.value()).isEqualTo(12_345_678_901L);
    }

    @Test
    void shouldJoinAnyEightDigits() {
        final SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 100_000; i++) {
            final int number = random.nextInt(100_000_000);
            long word = 0;
            for (int rest = number, shift = 56; shift >= 0; shift -= 8, rest /= 10) {
                word |= (long) (rest % 10) << shift;
            }
            assertThat(DigitRun.marks(word)).isZero();
            assertThat(DigitRun.join(word)).isEqualTo(number);
        }
    }
}
