package leela.io.http.graphite.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import leela.io.number.DecimalDoubleEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows, beside those put together one by one. */
class JsonPointsTest {

    private final JsonPoints points = new JsonPoints();

    @ParameterizedTest
    @CsvSource({"0, 1, true", "1795383560, 108, true", "999999000, 10, true", "1795383560, 7, false"})
    void shouldWriteEachValueWithItsTime(final long start, final long step, final boolean hasNulls) {
        final SplittableRandom random = new SplittableRandom(step);
        final double[] values = new double[3000];
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (random.nextInt(7)) {
                case 0 -> Double.NaN;
                case 1 -> random.nextInt(50) == 0 ? Double.NEGATIVE_INFINITY : -0.0;
                case 2 -> random.nextInt(100_000) / 1e2;
                case 3 -> random.nextInt(1_000_000);
                default -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-8, 20));
            };
            if (hasNulls || !Double.isNaN(values[i])) {
                expected.append(expected.isEmpty() ? "[" : ",[").append(text(values[i]));
                expected.append(',').append(start + i * step).append(']');
            }
        }
        final ByteBuf out = Unpooled.directBuffer(16);

        points.append(out, values, values.length, start, step, hasNulls);

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("[" + expected + "]");
        out.release();
    }

    private static String text(final double value) {
        if (Double.isNaN(value)) {
            return "null";
        }
        if (Double.isInfinite(value)) {
            return value < 0 ? "-1e9999" : "1e9999";
        }
        final byte[] bytes = new byte[DecimalDoubleEncoder.MAX_LENGTH];
        final int length = new DecimalDoubleEncoder().encode(value, new UnsafeBuffer(bytes), 0);
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
