package leela.io.number;

import static leela.io.number.DecimalDoubleDecoder.MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DecimalDoubleDecoderTest {
    private static final long SEED = 6968;

    private static final String[] MUST_PARSE = {
        "0",
        "1",
        "-1",
        "+1",
        "-0",
        "0.0",
        "-0.0",
        "00",
        "007",
        "1.5",
        "+1.5",
        "-1.5",
        "5.",
        "-5.",
        ".5",
        "-.5",
        "+.5",
        "1e9",
        "1E9",
        "1e+9",
        "1.5E-3",
        "1.e5",
        ".5e1",
        "0e1000000",
        "1e1000000",
        "1e-1000000",
        "1e00000000000000000000005",
        "0.123456",
        "955461632",
        "12345.6789e-3",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "1e309",
        "-1e309",
        "4.9e-324",
        "5e-324",
        "2e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "9007199254740993",
        "9007199254740993.0000000000000000000000",
        "1e22",
        "1e23",
        "8.5e22",
        "9007199254740992.99999999999999999",
        "9007199254740993.00000000000000001",
        "18446744073709551616",
        "99999999999999999999",
        "0.000000000000000000000000000000000000001",
        "123456789012345678901234567890",
        "1.0000000000000000000000000000000000",
        "0.1000000000000000055511151231257827021181583404541015625",
        "6.631236846766476e-316",
        "3.2378839133029012895883e-319",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "nan",
        "NaN",
        "NAN",
        "-nan",
        "+nan",
        "inf",
        "Inf",
        "INF",
        "-inf",
        "+inf",
        "Infinity",
        "-Infinity",
        "infinity",
        "INFINITY",
        "+infinity"
    };

    private static final String[] MUST_NOT_PARSE = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "+.",
        "--5",
        "---5",
        "+-5",
        "-+5",
        "5-",
        "5+",
        ".5.",
        "5..",
        "..5",
        "1.2.3",
        "1.5.",
        "e5",
        "e",
        "-e5",
        ".e5",
        "1e",
        "1e+",
        "1e-",
        "1.5e",
        "1e5.0",
        "1e5e5",
        "1e5-",
        "1e--5",
        "0x1",
        "0x1p3",
        "1f",
        "1d",
        "1L",
        "1D0",
        "abc",
        "x",
        "na",
        "nan0",
        "nano",
        "nan.",
        "in",
        "infin",
        "infinit",
        "infinityx",
        "inf1",
        "-in",
        "i",
        "n",
        "NaNs",
        "12345678x",
        "12345678901.x",
        "12345678901234567890x",
        " 1",
        ";",
        "\n",
        "_1",
        ",5",
        "/",
        ":",
        "\u00b2",
        "\u00ff1",
        "\u00b15"
    };

    /** What may follow a number, and is no part of it. */
    private static final String ENDS = " ;\n\r\t,_|/:()[]=<>\"\0\u0080\u00ff";

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|(?i:nan|inf|infinity))");

    private final DecimalDoubleDecoder decoder = new DecimalDoubleDecoder();

    @Test
    void shouldParseEveryFormOfANumberUpToWhatMayFollow() {
        for (final String number : MUST_PARSE) {
            check(number, number.length());
            for (int i = 0; i < ENDS.length(); i++) {
                check(number + ENDS.charAt(i), number.length());
                check(number + ENDS.charAt(i) + "1365500000.0;", number.length());
            }
        }
    }

    @Test
    void shouldNotParseAnythingElse() {
        for (final String text : MUST_NOT_PARSE) {
            for (final String end : new String[] {"", " ", ";", " 1365500000.0;"}) {
                final UnsafeBuffer buffer = Ascii.enclosed(text + end);
                assertThat(decoder.decode(buffer, 1, buffer.capacity() - 1))
                        .as("'%s%s'", text, end)
                        .isEqualTo(MALFORMED);
            }
        }
    }

    @Test
    void shouldReadNoFurtherThanTheLimitWhereverANumberIsCut() {
        for (final String number : MUST_PARSE) {
            for (int length = 0; length <= number.length(); length++) {
                final String prefix = number.substring(0, length);
                check(prefix, NUMBER.matcher(prefix).matches() ? length : MALFORMED);
            }
        }
    }

    @Test
    void shouldNotTouchBytesBehindTheBuffer() {
        for (final String number : MUST_PARSE) {
            for (int length = 1; length <= number.length(); length++) {
                final String prefix = number.substring(0, length);
                final UnsafeBuffer buffer = new UnsafeBuffer(prefix.getBytes(StandardCharsets.US_ASCII));
                assertThat(decoder.decode(buffer, 0, length))
                        .isEqualTo(NUMBER.matcher(prefix).matches() ? length : MALFORMED);
            }
        }
    }

    @Test
    void shouldGiveOneNaNOnly() {
        final UnsafeBuffer buffer = Ascii.enclosed("-nan");

        assertThat(decoder.decode(buffer, 1, 5)).isEqualTo(5);
        assertThat(Double.doubleToRawLongBits(decoder.value())).isEqualTo(Double.doubleToRawLongBits(Double.NaN));
    }

    @Test
    void shouldAgreeWithTheGrammarOnRandomText() {
        final SplittableRandom random = new SplittableRandom(SEED);
        final String alphabet = "0123456789012345.-+eE ;nfai";
        for (int i = 0; i < 60_000; i++) {
            final StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(14); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            final String token = text.toString().split("[ ;]", 2)[0];
            check(text.toString(), NUMBER.matcher(token).matches() ? token.length() : MALFORMED);
        }
    }

    @Test
    void shouldReadRandomDecimalsAsTheJdkDoes() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            final StringBuilder text = new StringBuilder();
            appendDigits(text, random, random.nextInt(1, i % 16 == 0 ? 40 : 20));
            if (random.nextBoolean()) {
                text.insert(random.nextInt(text.length() + 1), '.');
            }
            if (random.nextInt(3) == 0) {
                text.append('e').append(random.nextInt(-340, 320));
            }
            check(text.toString(), text.length());
        }
    }

    /** Half-way between two doubles lie decimals of up to 767 digits; one digit more or less decides. */
    @Test
    void shouldReadDecimalsAtAndAroundTheMiddleOfTwoDoublesAsTheJdkDoes() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1000; i++) {
            final double value =
                    Double.longBitsToDouble(random.nextLong(0, Double.doubleToRawLongBits(Double.MAX_VALUE)));
            checkMiddle(i % 3 == 0 ? value : i % 3 == 1 ? random.nextDouble() : random.nextLong(1L << 60));
        }
        checkMiddle(0);
        checkMiddle(Double.MIN_NORMAL);
        checkMiddle(Math.nextDown(Double.MIN_NORMAL));
    }

    @Test
    void shouldReadNumbersAsLongAsADatagram() {
        final String zeros = "0".repeat(60_000);

        check("0." + zeros + "1e60001", 60_009);
        check("1" + zeros + "e-60000", 60_008);
        check("1." + zeros + "1", 60_003);
        check(zeros + "1.5", 60_003);
        check("9".repeat(60_000), 60_000);
    }

    @Test
    void shouldNotAllocate() {
        final String[] texts = {
            "1.5 ",
            "955461632 1",
            "0.123456 ",
            "-12.5e-7;",
            "nan;",
            "-Infinity;",
            "--5;",
            "1.2345678901234567e-300 ",
            "5..",
            "",
            "3.14159265358979323846264 ",
            "12345678901234567890123 ",
            "6.02214076e23;",
            "4.9e-324;",
            "9007199254740993.0000000000 ",
            "0.0000000000000000000000001234567890123 "
        };
        final UnsafeBuffer[] buffers = new UnsafeBuffer[texts.length];
        for (int i = 0; i < texts.length; i++) {
            buffers[i] = Ascii.enclosed(texts[i]);
        }

        final long bytes = Allocations.leastBytesPerPass(call -> {
            final UnsafeBuffer buffer = buffers[call % buffers.length];
            decoder.decode(buffer, 1, buffer.capacity() - 1);
        });

        assertThat(bytes).isZero();
    }

    private void checkMiddle(final double value) {
        final BigDecimal middle =
                new BigDecimal(value).add(new BigDecimal(Math.nextUp(value))).divide(BigDecimal.valueOf(2));
        final BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(-middle.scale() - 1);
        for (final BigDecimal decimal : new BigDecimal[] {middle, middle.add(step), middle.subtract(step)}) {
            final String text = decimal.unscaledValue() + "e" + -decimal.scale();
            check(text, text.length());
        }
    }

    private static void appendDigits(final StringBuilder text, final SplittableRandom random, final int count) {
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
    }

    private void check(final String text, final int expectedLength) {
        final UnsafeBuffer buffer = Ascii.enclosed(text);
        final int end = decoder.decode(buffer, 1, buffer.capacity() - 1);
        final int expectedEnd = expectedLength == MALFORMED ? MALFORMED : expectedLength + 1;
        if (end != expectedEnd) {
            fail("'%s' ends at %d (expected: %d, seed %d)", text, end, expectedEnd, SEED);
        }
        if (expectedLength != MALFORMED) {
            final double expected = reference(text.substring(0, expectedLength));
            if (Double.doubleToRawLongBits(decoder.value()) != Double.doubleToRawLongBits(expected)) {
                fail("'%s' is %s (expected: %s, seed %d)", text, decoder.value(), expected, SEED);
            }
        }
    }

    private static double reference(final String number) {
        final String lower = number.toLowerCase(Locale.ROOT);
        if (lower.contains("nan")) {
            return Double.NaN;
        }
        if (lower.contains("inf")) {
            return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(number);
    }
}
