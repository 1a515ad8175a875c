package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DecimalDigitsTest {
    private static final byte FILL = '#';
    private static final int OFFSET = 3;
    private static final int CAPACITY = 40;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);

    @Test
    void shouldPutWholeNumbersOfEveryLength() {
        final SplittableRandom random = new SplittableRandom(3);
        for (long power = 1; power < Long.MAX_VALUE / 10; power *= 10) {
            for (final long whole : new long[] {power - 1, power, power + 1, random.nextLong(power * 10)}) {
                clear();
                assertText(DecimalDigits.putFixed(buffer, OFFSET, whole, 0), whole + ".0");
                clear();
                assertText(DecimalDigits.putWhole(buffer, OFFSET, whole), Long.toString(whole));
            }
        }
    }

    @Test
    void shouldPutFractionsWithoutTrailingZeros() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 5000; i++) {
            final int billionths = random.nextInt(1, 1_000_000_000) / (i % 2 == 0 ? 1 : 1000) * (i % 2 == 0 ? 1 : 1000);
            if (billionths > 0) {
                clear();
                final String expected =
                        BigDecimal.valueOf(billionths, 9).stripTrailingZeros().toPlainString();
                assertText(DecimalDigits.putFixed(buffer, OFFSET, 0, billionths), expected);
            }
        }
    }

    @Test
    void shouldPutThePointAtEveryPlace() {
        for (int count = 1; count <= 17; count++) {
            final long digits = Long.parseLong("12345678912345678".substring(0, count));
            for (int exponent = -count - 3; exponent < 0; exponent++) {
                clear();
                final String expected = BigDecimal.valueOf(digits, -exponent).toPlainString();
                final long whole = new BigDecimal(expected).longValue();
                assertText(DecimalDigits.putPlain(buffer, OFFSET, digits, exponent, whole), expected);
            }
        }
    }

    @Test
    void shouldPutOneDigitBeforeThePointAndAtLeastOneBehindItInScientificForm() {
        clear();
        assertText(DecimalDigits.putScientific(buffer, OFFSET, 7, 20), "7.0e20");
        clear();
        assertText(DecimalDigits.putScientific(buffer, OFFSET, 49, -325), "4.9e-324");
        clear();
        assertText(DecimalDigits.putScientific(buffer, OFFSET, 17976931348623157L, 292), "1.7976931348623157e308");
    }

    private void clear() {
        buffer.setMemory(0, CAPACITY, FILL);
    }

    private void assertText(final int end, final String expected) {
        assertThat(Ascii.text(buffer, OFFSET, end - OFFSET)).isEqualTo(expected);
        Ascii.assertUntouched(buffer, OFFSET, end - OFFSET, FILL);
    }
}
