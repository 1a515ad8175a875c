package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class SchubfachTest {
    private static final long SEED = 2020;
    private static final long MAX_BITS = Double.doubleToRawLongBits(Double.MAX_VALUE);

    private final Schubfach shortest = new Schubfach();

    @Test
    void shouldBeNeitherLongerNorFartherThanNeeded() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10_000; i++) {
            checkAgainstNeighbours(Double.longBitsToDouble(random.nextLong(1, MAX_BITS)));
            checkAgainstNeighbours(random.nextInt(1, 1_000_000) / Math.pow(10, random.nextInt(12)));
        }
    }

    @Test
    void shouldHandleEveryPowerOfTwoAndItsNeighbours() {
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
            final double power = Math.scalb(1.0, exponent);
            checkAgainstNeighbours(power);
            if (power >= 0x1p-10 && power < 0x1p53) {
                shortest.convertPlain(power);
                assertThat(BigDecimal.valueOf(shortest.digits(), -shortest.exponent()))
                        .isEqualByComparingTo(convert(power));
            }
            checkAgainstNeighbours(Math.nextUp(power));
            if (power > Double.MIN_VALUE) {
                checkAgainstNeighbours(Math.nextDown(power));
            }
        }
    }

    @Test
    void shouldHandleEveryPowerOfTenAndTheLeastSubnormals() {
        for (int exponent = -323; exponent <= 308; exponent++) {
            checkAgainstNeighbours(Double.parseDouble("1e" + exponent));
        }
        for (long bits = 1; bits < 3000; bits++) {
            checkAgainstNeighbours(Double.longBitsToDouble(bits));
        }
        checkAgainstNeighbours(Double.MAX_VALUE);
    }

    @Test
    void shouldPreferTwoDigitsThatAreNearerToOneAsTheJdkDoes() {
        shortest.convert(Double.MIN_VALUE);

        assertThat(shortest.digits()).isEqualTo(49);
        assertThat(shortest.exponent()).isEqualTo(-325);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_19) // before, Double.toString gave a digit too many now and then
    void shouldGiveTheDigitsOfTheJdkWhereThatIsShortest() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 200_000; i++) {
            final double value = Double.longBitsToDouble(random.nextLong(1, MAX_BITS));
            if (convert(value).compareTo(new BigDecimal(Double.toString(value))) != 0) {
                fail("%s: %s (expected: the same digits, seed %d)", value, convert(value), SEED);
            }
        }
    }

    @Test
    void shouldFindTheSameDigitsByOneMultiplicationAsByThree() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 500_000; i++) {
            final double value =
                    switch (i % 4) {
                        case 0 ->
                            Double.longBitsToDouble(
                                    random.nextLong(Double.doubleToRawLongBits(Double.MIN_NORMAL), MAX_BITS));
                        case 1 -> random.nextInt(1, 1_000_000_000) / (double) random.nextInt(1, 1000);
                        case 2 -> random.nextLong(1, 1L << 62) * 0.5;
                        default ->
                            Math.scalb((double) (1L << 53) - random.nextInt(1, 1 << 20), random.nextInt(-900, 900));
                    };
            final BigDecimal found = convert(value);
            shortest.convertExactly(value);
            if (found.compareTo(BigDecimal.valueOf(shortest.digits(), -shortest.exponent())) != 0) {
                fail("%s: %s (expected: %d e %d, seed %d)", value, found, shortest.digits(), shortest.exponent(), SEED);
            }
            if (value >= 0x1p-10 && value < 0x1p53) {
                shortest.convertPlain(value);
                if (found.compareTo(BigDecimal.valueOf(shortest.digits(), -shortest.exponent())) != 0) {
                    fail("%s: %d e %d (expected: %s)", value, shortest.digits(), shortest.exponent(), found);
                }
            }
        }
    }

    /** The oracle: cut and rounded-up decimals of the exact value, with as many digits and with one digit less. */
    private void checkAgainstNeighbours(final double value) {
        final BigDecimal exact = new BigDecimal(value);
        final BigDecimal found = convert(value);
        final BigDecimal distance = found.subtract(exact).abs();
        final int precision = Math.max(2, found.precision());
        boolean isGood = found.doubleValue() == value && found.unscaledValue().longValue() % 10 != 0;
        for (final RoundingMode mode : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
            final BigDecimal alike = exact.round(new MathContext(precision, mode));
            isGood &=
                    alike.doubleValue() != value || alike.subtract(exact).abs().compareTo(distance) >= 0;
            final BigDecimal shorter = exact.round(new MathContext(precision - 1, mode));
            isGood &= found.precision() <= 2 || shorter.doubleValue() != value;
        }
        if (!isGood) {
            fail("%s: %s (expected: the shortest and nearest, seed %d)", exact, found, SEED);
        }
    }

    private BigDecimal convert(final double value) {
        shortest.convert(value);
        return BigDecimal.valueOf(shortest.digits(), -shortest.exponent());
    }
}
