package leela.io.number;

import static leela.io.number.EpochTimeDecoder.MALFORMED;
import static leela.io.number.EpochTimeDecoder.OUT_OF_RANGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EpochTimeDecoderTest {
    private static final String[] MUST_NOT_PARSE = {
        "",
        ".",
        "1.",
        ".1",
        "-1",
        "-1.0",
        "+1.0",
        "1.-1",
        "1.0.0",
        "1..0",
        "1.0.",
        "1e9",
        "1.0e9",
        "1x",
        "1.0x",
        "x",
        "nan",
        " 1",
        "1. 0",
        ";",
        "12345678901234567890x",
        "12345678901234567890.",
        "1.1234567890x",
        "1.12345678901.0"
    };
    private static final String[] OUT_OF_RANGE_TIMES = {
        "9223372036",
        "9223372036.854775807",
        "9223372037.0",
        "99999999999.0",
        "9223372036854775807.0",
        "18446744073709551617.0",
        "18446744074.709551617",
        "9223372036854775807.999999999",
        "100000000000000000000000000000000000000"
    };
    private static final Pattern TIME = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private final EpochTimeDecoder decoder = new EpochTimeDecoder();

    @Test
    void shouldParseSecondsAndTheirFraction() {
        assertTime("0", 0);
        assertTime("0.0", 0);
        assertTime("1", 1_000_000_000);
        assertTime("10.5", 10_500_000_000L);
        assertTime("1365500000.0", 1_365_500_000_000_000_000L);
        assertTime("1365500000.123456789", 1_365_500_000_123_456_789L);
        assertTime("0.000000001", 1);
        assertTime("0.1", 100_000_000);
        assertTime("0.12345678", 123_456_780);
        assertTime("01.5", 1_500_000_000);
        assertTime("0000000000000000000000000000001.5", 1_500_000_000);
        assertTime("8589934592.0", 8_589_934_592_000_000_000L);
        assertTime("9223372035.999999999", 9_223_372_035_999_999_999L);
    }

    @Test
    void shouldCutAFractionBehindItsNinthDigit() {
        assertTime("1.1234567890", 1_123_456_789);
        assertTime("1.9999999999", 1_999_999_999);
        assertTime("1.000000000999999999999999999999999999", 1_000_000_000);
        assertTime("8589934592.999999999999999999999", 8_589_934_592_999_999_999L);
    }

    @Test
    void shouldNotParseAnythingElse() {
        for (final String text : MUST_NOT_PARSE) {
            assertThat(decode(text)).as("'%s'", text).isEqualTo(MALFORMED);
            assertThat(decode(text + " ")).as("'%s '", text).isEqualTo(MALFORMED);
        }
    }

    @Test
    void shouldTellTimesThatNoLongHoldsFromMalformedOnes() {
        for (final String text : OUT_OF_RANGE_TIMES) {
            assertThat(decode(text)).as(text).isEqualTo(OUT_OF_RANGE);
            assertThat(decode(text + ";")).as(text).isEqualTo(OUT_OF_RANGE);
            assertThat(decode(text + "x")).as(text).isEqualTo(MALFORMED);
        }
    }

    @Test
    void shouldReadNoFurtherThanTheLimitWhereverATimeIsCut() {
        final String time = "1365500000.123456789012345678901234567890";
        for (int length = 0; length <= time.length(); length++) {
            final String prefix = time.substring(0, length);
            assertThat(decode(prefix)).as(prefix).isEqualTo(TIME.matcher(prefix).matches() ? length + 1 : MALFORMED);
        }
    }

    /**
     * Times that begin alike, end alike or stand before another byte, in any order: one decoder remembers the last, the
     * other is new.
     */
    @Test
    void shouldReadATimeAlikeWhateverItReadBefore() {
        final SplittableRandom random = new SplittableRandom(5);
        final String[] times = {
            "1365500000",
            "1365500001",
            "1365500000.0",
            "1365500000.1",
            "1365500000.12",
            "1365500000.1234",
            "1365500000.12345",
            "13655000",
            "136550000",
            "1365500",
            "9999999999.0",
            "1365500000."
        };
        final String[] ends = {";", " ", "x", "5", ".", "; gauge 1|a 1 1.0;"};
        for (int i = 0; i < 20_000; i++) {
            final String text = times[random.nextInt(times.length)]
                    + ends[random.nextInt(ends.length)]
                    + (random.nextBoolean() ? "        " : "");
            final UnsafeBuffer buffer = Ascii.enclosed(text);
            final EpochTimeDecoder fresh = new EpochTimeDecoder();
            final int end = decode(text);

            assertThat(end).as(text).isEqualTo(fresh.decode(buffer, 1, buffer.capacity() - 1));
            if (end > 0) {
                assertThat(decoder.timeNs()).as(text).isEqualTo(fresh.timeNs());
            }
        }
    }

    @Test
    void shouldNotAllocate() {
        final UnsafeBuffer[] buffers = {
            Ascii.enclosed("1365500000.0;"),
            Ascii.enclosed("1365500000.123456789012;"),
            Ascii.enclosed("1.;"),
            Ascii.enclosed("00000000000000000000000099999999999999999999;"),
            Ascii.enclosed("")
        };

        final long bytes = Allocations.leastBytesPerPass(call -> {
            final UnsafeBuffer buffer = buffers[call % buffers.length];
            decoder.decode(buffer, 1, buffer.capacity() - 1);
        });

        assertThat(bytes).isZero();
    }

    private void assertTime(final String text, final long expectedNs) {
        for (final String end : new String[] {"", ";", " ", "\n", ",", "; gauge 1|a 1 1.0;"}) {
            assertThat(decode(text + end)).as("'%s%s'", text, end).isEqualTo(text.length() + 1);
            assertThat(decoder.timeNs()).as(text).isEqualTo(expectedNs);
        }
    }

    private int decode(final String text) {
        final UnsafeBuffer buffer = Ascii.enclosed(text);
        return decoder.decode(buffer, 1, buffer.capacity() - 1);
    }
}
