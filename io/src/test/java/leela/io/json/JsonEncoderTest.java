package leela.io.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of points, beside what the JDK makes of the same numbers. */
class JsonEncoderTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_795_383_560 * SECOND_NS;

    private final JsonEncoder encoder = new JsonEncoder();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteRowsThatReadBackAsTheirPoints(final boolean withNulls) {
        final SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 200; round++) {
            final int count = 1 + random.nextInt(300);
            final long[] timesNs = new long[count];
            final double[] values = new double[count];
            long timeNs = START_NS;
            for (int i = 0; i < count; i++) {
                timesNs[i] = timeNs;
                timeNs += random.nextInt(20) == 0 ? random.nextLong(90_000 * SECOND_NS) : 10 * SECOND_NS;
                values[i] = switch (random.nextInt(6)) {
                    case 0 -> random.nextInt(100) / 100.0;
                    case 1 -> random.nextLong() >> random.nextInt(64);
                    case 2 -> random.nextInt(5) == 0 ? Double.NaN : random.nextInt(3) - 1;
                    case 3 -> Double.longBitsToDouble(random.nextLong());
                    default -> random.nextDouble() * 200 - 100;
                };
            }
            final ByteBuf out = Unpooled.directBuffer(16);

            final int written = encoder.points(out, timesNs, values, count, withNulls);

            final String[] rows = out.toString(StandardCharsets.US_ASCII).isEmpty()
                    ? new String[0]
                    : text(out).split("],");
            assertThat(rows).hasSize(written);
            int row = 0;
            for (int i = 0; i < count; i++) {
                if (withNulls || Double.isFinite(values[i])) {
                    check(rows[row++], timesNs[i], values[i]);
                }
            }
            assertThat(row).isEqualTo(written);
            out.release();
        }
    }

    private static String text(final ByteBuf out) {
        final String text = out.toString(StandardCharsets.US_ASCII);
        assertThat(text).endsWith("],");
        return text.substring(0, text.length() - 2);
    }

    private static void check(final String row, final long timeNs, final double value) {
        final int comma = row.indexOf(',');
        assertThat(row.charAt(0)).isEqualTo('[');
        final String seconds = row.substring(1, comma);
        assertThat(new BigDecimal(seconds).movePointRight(9)).isEqualByComparingTo(BigDecimal.valueOf(timeNs));
        assertThat(seconds.indexOf('.') < 0).isEqualTo(timeNs % SECOND_NS == 0);
        final String number = row.substring(comma + 1);
        if (Double.isFinite(value)) {
            assertThat(Double.doubleToLongBits(Double.parseDouble(number))).isEqualTo(Double.doubleToLongBits(value));
        } else {
            assertThat(number).isEqualTo("null");
        }
    }
}
