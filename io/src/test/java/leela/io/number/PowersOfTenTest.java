package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowersOfTenTest {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

    @Test
    void shouldHoldTheLeading128BitsOfEachPower() {
        for (int exponent = PowersOfTen.MIN; exponent <= PowersOfTen.MAX; exponent++) {
            final BigDecimal scaled = scaled(exponent, 127 - PowersOfTen.floorLog2(exponent));
            final BigInteger cut = scaled.setScale(0, RoundingMode.FLOOR).unscaledValue();

            assertThat(cut.bitLength())
                    .as("bits of 10^%d, so its floorLog2 is right", exponent)
                    .isEqualTo(128);
            assertThat(entry(PowersOfTen.high(exponent), PowersOfTen.low(exponent)))
                    .as("10^%d", exponent)
                    .isEqualTo(cut);
            assertThat(PowersOfTen.isExact(exponent))
                    .as("exactness of 10^%d", exponent)
                    .isEqualTo(scaled.compareTo(new BigDecimal(cut)) == 0);
        }
    }

    @Test
    void shouldRoundTheLowHalfUpWithoutCarryingIntoTheHighHalf() {
        for (int exponent = PowersOfTen.MIN; exponent <= PowersOfTen.MAX; exponent++) {
            final long step = PowersOfTen.isExact(exponent) ? 0 : 1;

            assertThat(PowersOfTen.lowRoundedUp(exponent) - PowersOfTen.low(exponent))
                    .isEqualTo(step);
            assertThat(PowersOfTen.low(exponent))
                    .as("low half of 10^%d", exponent)
                    .isNotEqualTo(-1L);
        }
    }

    @Test
    void shouldHoldPowersThatAreDoublesWithoutRounding() {
        for (int exponent = 0; exponent <= PowersOfTen.MAX_EXACT_DOUBLE; exponent++) {
            assertThat(new BigDecimal(PowersOfTen.exactDouble(exponent)))
                    .isEqualByComparingTo(BigDecimal.TEN.pow(exponent));
        }
    }

    @Test
    void shouldMultiplyUnsigned() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            final long left = random.nextLong();
            final long right = random.nextLong();
            final BigInteger product = entry(0, left).multiply(entry(0, right));

            assertThat(PowersOfTen.multiplyHigh(left, right))
                    .isEqualTo(product.shiftRight(64).longValue());
        }
    }

    /** 10^exponent * 2^shift, to far more digits than the table has. */
    private static BigDecimal scaled(final int exponent, final int shift) {
        final BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(exponent);
        return shift >= 0 ? power.multiply(TWO.pow(shift)) : power.divide(TWO.pow(-shift));
    }

    private static BigInteger entry(final long high, final long low) {
        return unsigned(high).multiply(WORD).add(unsigned(low));
    }

    private static BigInteger unsigned(final long word) {
        return new BigInteger(Long.toUnsignedString(word));
    }
}
