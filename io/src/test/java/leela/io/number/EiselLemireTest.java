package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EiselLemireTest {
    private static final long SEED = 20211;
    private static final long MAX_SIGNIFICAND = -8_446_744_073_709_551_616L; // 10^19, unsigned
    private static final long MIN_TIE = 1L << 53;
    private static final long MAX_TIE = (1L << 54) - 1;

    @Test
    void shouldRoundRandomDecimalsAsTheJdkDoes() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            final long significand = random.nextLong() >>> random.nextInt(64);
            final int exponent = random.nextInt(-345, 310);
            if (Long.compareUnsigned(significand, MAX_SIGNIFICAND) <= 0) {
                check(significand, exponent);
            }
        }
    }

    /** A tie is an odd number of 54 bits times a power of two; these are all the powers of ten that can make one. */
    @Test
    void shouldRoundTiesToEven() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int exponent = -4; exponent <= 23; exponent++) {
            final long five = BigInteger.valueOf(5).pow(Math.abs(exponent)).longValue();
            for (int i = 0; i < 1000; i++) {
                if (exponent < 0) {
                    checkAround(randomOdd(random, MIN_TIE, MAX_TIE) * five, exponent);
                } else if (MAX_TIE / five > 1) {
                    final long odd = randomOdd(random, MIN_TIE / five + 1, MAX_TIE / five);
                    checkAround(odd << random.nextInt(Long.numberOfLeadingZeros(odd) - 1), exponent);
                }
            }
        }
    }

    @Test
    void shouldRoundAtTheEdgesOfTheRangeOfDoubles() {
        final long[] significands = {
            1,
            2,
            3,
            4,
            5,
            9,
            17976931348623157L,
            17976931348623158L,
            17976931348623159L,
            1797693134862315807L,
            1797693134862315808L,
            22250738585072011L,
            22250738585072014L,
            2225073858507201136L,
            24703282292062327L,
            24703282292062328L,
            4940656458412465441L,
            9007199254740991L,
            9007199254740993L,
            9223372036854775807L,
            MAX_SIGNIFICAND
        };
        for (final long significand : significands) {
            for (int exponent = -400; exponent <= 400; exponent++) {
                if (Long.compareUnsigned(significand, MAX_SIGNIFICAND) <= 0) {
                    check(significand, exponent);
                }
            }
        }
    }

    @Test
    void shouldReadZeroWithAnyExponent() {
        assertThat(EiselLemire.toDouble(0, 1_000_000)).isZero();
        assertThat(EiselLemire.toDouble(0, -1_000_000)).isZero();
    }

    private static long randomOdd(final SplittableRandom random, final long least, final long greatest) {
        return least >= greatest ? greatest | 1 : random.nextLong(least, greatest) | 1;
    }

    private static void checkAround(final long tie, final int exponent) {
        for (long significand = tie - 1; significand != tie + 2; significand++) {
            if (Long.compareUnsigned(significand, MAX_SIGNIFICAND) <= 0) {
                check(significand, exponent);
            }
        }
    }

    private static void check(final long significand, final int exponent) {
        final String decimal = Long.toUnsignedString(significand) + 'e' + exponent;
        final double expected = Double.parseDouble(decimal);
        final double actual = EiselLemire.toDouble(significand, exponent);
        if (Double.doubleToRawLongBits(actual) != Double.doubleToRawLongBits(expected)) {
            fail("%s: %s (expected: %s, seed %d)", decimal, actual, expected, SEED);
        }
    }
}
