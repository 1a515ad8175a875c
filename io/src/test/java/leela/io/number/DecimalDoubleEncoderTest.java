package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DecimalDoubleEncoderTest {
    private static final long SEED = 754;
    private static final byte FILL = '#';
    private static final int OFFSET = 5;

    private final DecimalDoubleEncoder encoder = new DecimalDoubleEncoder();
    private final DecimalDoubleDecoder decoder = new DecimalDoubleDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + DecimalDoubleEncoder.MAX_LENGTH + OFFSET]);

    @Test
    void shouldWriteEachKindOfDoubleInItsForm() {
        assertText(0.0, "0.0");
        assertText(-0.0, "-0.0");
        assertText(1, "1.0");
        assertText(100, "100.0");
        assertText(-100, "-100.0");
        assertText(1.5, "1.5");
        assertText(-1.5, "-1.5");
        assertText(0.1, "0.1");
        assertText(0.1 + 0.2, "0.30000000000000004");
        assertText(1.0 / 3, "0.3333333333333333");
        assertText(0.123456, "0.123456");
        assertText(0.1234567, "0.1234567");
        assertText(955461632, "955461632.0");
        assertText(999999999.999999, "999999999.999999");
        assertText(4503599627370495.5, "4503599627370495.5");
        assertText(0.001, "0.001");
        assertText(-0.0012345678901234567, "-0.0012345678901234567");
        assertText(Math.nextDown(0.001), "9.999999999999998e-4");
        assertText(1e-7, "1.0e-7");
        assertText(0x1p53 - 1, "9007199254740991.0");
        assertText(0x1p53, "9.007199254740992e15");
        assertText(1e23, "1.0e23");
        assertText(Double.MAX_VALUE, "1.7976931348623157e308");
        assertText(Double.MIN_NORMAL, "2.2250738585072014e-308");
        assertText(-Double.MIN_VALUE, "-4.9e-324");
        assertText(Double.NaN, "NaN");
        assertText(Double.longBitsToDouble(-1), "NaN");
        assertText(Double.POSITIVE_INFINITY, "Infinity");
        assertText(Double.NEGATIVE_INFINITY, "-Infinity");
    }

    @Test
    void shouldReadBackEveryDoubleItWrites() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 2_000_000; i++) {
            final double value = Double.longBitsToDouble(random.nextLong());
            checkReadBack(Double.isNaN(value) ? Double.NaN : value);
        }
    }

    @Test
    void shouldReadBackEveryMetricItWrites() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 300_000; i++) {
            checkReadBack(random.nextLong() >> random.nextInt(64));
            checkReadBack(random.nextInt() / Math.pow(10, random.nextInt(12)));
            checkReadBack(Math.scalb(random.nextDouble(), random.nextInt(-20, 60)));
        }
    }

    @Test
    void shouldReachButNotExceedItsMaximalLength() {
        final SplittableRandom random = new SplittableRandom(SEED);
        int longest = 0;
        for (int i = 0; i < 200_000; i++) {
            longest = Math.max(longest, encoder.encode(Double.longBitsToDouble(random.nextLong()), buffer, 0));
        }

        assertThat(longest).isEqualTo(DecimalDoubleEncoder.MAX_LENGTH);
    }

    /** The shortcut for few decimals must not show: Schubfach finds the very same digits. */
    @Test
    void shouldWriteTheShortestDigitsByEitherPath() {
        final SplittableRandom random = new SplittableRandom(SEED);
        final Schubfach shortest = new Schubfach();
        for (int i = 0; i < 200_000; i++) {
            final double value = i % 2 == 0
                    ? random.nextInt(1, 2_000_000_000) / Math.pow(10, random.nextInt(10))
                    : random.nextLong(1, 1_000_000_000_000_000_000L) / 1e6 / (1 << random.nextInt(20));
            shortest.convert(value);
            final int length = encoder.encode(value, buffer, 0);
            final BigDecimal expected = BigDecimal.valueOf(shortest.digits(), -shortest.exponent());
            if (new BigDecimal(Ascii.text(buffer, 0, length)).compareTo(expected) != 0) {
                fail("%s: %s (expected: %s, seed %d)", value, Ascii.text(buffer, 0, length), expected, SEED);
            }
        }
    }

    /** Only the room that is used differs; and what is read back by the JDK is the value. */
    @Test
    void shouldWriteTheSameRoomily() {
        final SplittableRandom random = new SplittableRandom(SEED);
        final UnsafeBuffer roomy = new UnsafeBuffer(new byte[OFFSET + DecimalDoubleEncoder.ROOM + OFFSET]);
        for (int i = 0; i < 300_000; i++) {
            final double value =
                    switch (i % 6) {
                        case 0 -> Double.longBitsToDouble(random.nextLong());
                        case 1 -> random.nextLong() >> random.nextInt(64);
                        case 2 -> random.nextInt() / Math.pow(10, random.nextInt(12));
                        case 3 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(-20, 60));
                        case 4 -> random.nextInt(100_000) / 100.0 / random.nextInt(1, 20);
                        default -> Math.nextUp(Math.scalb(1.0, random.nextInt(-12, 55))) - random.nextInt(2);
                    };
            if (Double.isFinite(value)) {
                roomy.setMemory(0, roomy.capacity(), FILL);
                final String text = Ascii.text(roomy, OFFSET, encoder.encodeRoomily(value, roomy, OFFSET));
                final String expected = Ascii.text(buffer, 0, encoder.encode(value, buffer, 0));
                if (!text.equals(expected) || Double.parseDouble(text) != value) {
                    fail("%s: %s (expected: %s, seed %d)", value, text, expected, SEED);
                }
                Ascii.requireUntouched(roomy, OFFSET, DecimalDoubleEncoder.ROOM, FILL);
            }
        }
    }

    @Test
    void shouldWriteEachLengthRoomily() {
        final UnsafeBuffer roomy = new UnsafeBuffer(new byte[DecimalDoubleEncoder.ROOM]);
        for (int whole = 0; whole <= 16; whole++) {
            for (int count = 0; count <= 19; count++) {
                final double value = new BigDecimal("1234567890123456".substring(0, whole)
                                + (whole == 0 ? "0" : "")
                                + ".0012345678901234567".substring(0, Math.min(1 + count, 20)))
                        .doubleValue();
                final String expected = Ascii.text(buffer, 0, encoder.encode(value, buffer, 0));
                assertThat(Ascii.text(roomy, 0, encoder.encodeRoomily(value, roomy, 0)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldNotAllocate() {
        final double[] values = {
            0,
            -0.0,
            1.5,
            955461632,
            0.123456,
            1.0 / 3,
            -1e-300,
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            0x1p60
        };

        final long bytes =
                Allocations.leastBytesPerPass(call -> encoder.encode(values[call % values.length], buffer, 0));

        assertThat(bytes).isZero();
    }

    private void checkReadBack(final double value) {
        final int length = encoder.encode(value, buffer, OFFSET);
        final int end = decoder.decode(buffer, OFFSET, OFFSET + length);
        if (end != OFFSET + length
                || Double.doubleToRawLongBits(decoder.value()) != Double.doubleToRawLongBits(value)) {
            fail(
                    "%s reads back as %s from '%s' (seed %d)",
                    value, decoder.value(), Ascii.text(buffer, OFFSET, length), SEED);
        }
    }

    private void assertText(final double value, final String expected) {
        buffer.setMemory(0, buffer.capacity(), FILL);

        final int length = encoder.encode(value, buffer, OFFSET);

        assertThat(Ascii.text(buffer, OFFSET, length)).isEqualTo(expected);
        Ascii.assertUntouched(buffer, OFFSET, length, FILL);
    }
}
