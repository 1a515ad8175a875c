package leela.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import leela.engine.AllocationWatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What goes into a chunk comes out of it, bit for bit; and in few bytes. */
final class ChunkCodecTest {

    private static final long START_NS = 1_795_383_559_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int OFFSET = 3;

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[OFFSET + ChunkDescriptor.maxLength(ChunkDescriptor.MAX_POINTS)]);

    @Test
    void shouldKeepASinglePoint() {
        assertThat(lengthOf(new long[] {START_NS}, new double[] {1.5})).isLessThanOrEqualTo(16);
    }

    @Test
    void shouldKeepEverySpecialDoubleAmongDecimals() {
        final double[] special = {
            0.0,
            -0.0,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_0000_0000_0001L),
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_NORMAL,
            0.1,
            1e15,
            1e300,
            4503599627370497.5,
            9007199254740993.0,
            Long.MIN_VALUE
        };
        for (final double one : special) {
            for (int at = 0; at < 40; at++) {
                final double[] values = new double[40];
                Arrays.setAll(values, i -> i / 10.0);
                values[at] = one;
                lengthOf(times(40, i -> START_NS + i), values);
            }
        }
        lengthOf(times(special.length, i -> START_NS + i), special);
    }

    @Test
    void shouldKeepAnyOrderOfTimes() {
        lengthOf(
                new long[] {5, 5, 4, 1000, -7, 0, Long.MAX_VALUE, Long.MIN_VALUE, 0, Long.MIN_VALUE, 1},
                new double[11]);
        lengthOf(new long[] {1L << 62, -(1L << 62), (1L << 62) - 1, 3}, new double[4]);
        lengthOf(new long[] {START_NS, START_NS - 3 * SECOND_NS, START_NS + 6 * SECOND_NS}, new double[3]);
    }

    @Test
    void shouldKeepWhateverComesWhenDrawnAtRandom() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 600; round++) {
            final int count = 1 + random.nextInt(round % 20 == 0 ? ChunkDescriptor.MAX_POINTS : 200);
            assertSurvives("seed " + seed + ", round " + round, randomTimes(random, count), randomBits(random, count));
        }
    }

    @Test
    void shouldSpendNextToNothingOnARegularConstantSeries() {
        assertThat(lengthOf(times(1024, i -> START_NS + i * SECOND_NS), values(1024, i -> 42.5)))
                .isLessThan(32);
    }

    @Test
    void shouldSpendLittleOnPagesAndDecimals() {
        final SplittableRandom random = new SplittableRandom(7);
        final long[] times = times(1024, i -> START_NS + 10 * i * SECOND_NS);
        assertThat(lengthOf(times, values(1024, i -> 4096.0 * (1_000_000 + random.nextInt(64)))))
                .isLessThan(1024 * 9 / 8);
        assertThat(lengthOf(times, values(1024, i -> (200 + random.nextInt(16)) / 10.0)))
                .isLessThan(1024 * 7 / 8);
        assertThat(lengthOf(times, values(1024, i -> 1000.0 * i + random.nextInt(2))))
                .isLessThan(1024 / 2);
    }

    @Test
    void shouldNotGrowMuchBeyondTheDoublesThemselves() {
        final SplittableRandom random = new SplittableRandom(7);
        final long[] times = times(ChunkDescriptor.MAX_POINTS, i -> START_NS + i * SECOND_NS);
        final int length = lengthOf(times, values(times.length, i -> Double.longBitsToDouble(random.nextLong())));
        assertThat(length).isLessThan(times.length * 9);
    }

    @Test
    void shouldRefuseNoPointsAndTooMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(new long[0], new long[0], 0, 0, buffer, 0))
                .withMessage("chunk: 0 points (expected: 1-4096)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(new long[5000], new long[5000], 0, 4097, buffer, 0))
                .withMessage("chunk: 4097 points (expected: 1-4096)");
    }

    @Test
    void shouldThrowNothingButItsOwnErrorWhenCutAnywhere() {
        final SplittableRandom random = new SplittableRandom(11);
        final int length = lengthOf(
                times(200, i -> START_NS + i * SECOND_NS * (1 + i % 3)), values(200, i -> random.nextInt(90) / 7.0));
        for (int cut = 0; cut < length; cut++) {
            readLeniently(cut);
        }
        assertThatThrownBy(() -> decoder.wrap(buffer, OFFSET, 4))
                .isInstanceOf(ChunkException.class)
                .hasMessage("chunk: cut off inside its header");
    }

    @Test
    void shouldThrowNothingButItsOwnErrorWhenBlocksAreCutAnywhere() {
        final SplittableRandom random = new SplittableRandom(12);
        final int length = lengthOf(
                times(600, i -> START_NS + i * SECOND_NS * (i < 300 ? 1 : 1 + i % 3)),
                values(600, i -> random.nextInt(90) / 7.0));
        for (int cut = 0; cut < length; cut++) {
            readLeniently(cut);
        }
    }

    @Test
    void shouldNameTheVersionItDoesNotKnow() {
        final int length = lengthOf(new long[] {1}, new double[] {1});
        buffer.putByte(OFFSET, (byte) 0x31);
        assertThatThrownBy(() -> decoder.wrap(buffer, OFFSET, length))
                .isInstanceOf(ChunkException.class)
                .hasMessage("chunk: version 3 (expected: 1 or 2)");
    }

    @Test
    void shouldAllocateNothingPerPoint() {
        final SplittableRandom random = new SplittableRandom(3);
        final long[] times = times(1000, i -> START_NS + i * SECOND_NS);
        final long[] bits = new long[1000];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(random.nextInt(1000) / 10.0));
        final long[] sum = {0};
        final long[] least = new AllocationWatch(Thread.currentThread().getId()).leastOf(() -> {
            for (int chunk = 0; chunk < 200; chunk++) {
                decoder.wrap(buffer, 0, encoder.encode(times, bits, 0, 1000, buffer, 0));
                while (decoder.next()) {
                    sum[0] += decoder.valueBits();
                }
            }
        });
        assertThat(sum[0]).isNotZero();
        assertThat(least).containsOnly(0);
    }

    /** The length of the chunk of these points, after they were read back from it. */
    private int lengthOf(final long[] timesNs, final double[] values) {
        return assertSurvives(
                "points",
                timesNs,
                Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
    }

    private int assertSurvives(final String what, final long[] timesNs, final long[] bits) {
        final int length = encoder.encode(timesNs, bits, 0, timesNs.length, buffer, OFFSET);
        decoder.wrap(buffer, OFFSET, length);
        assertThat(decoder.count()).as(what).isEqualTo(timesNs.length);
        assertThat(decoder.firstNs()).as(what).isEqualTo(timesNs[0]);
        assertThat(decoder.lastNs()).as(what).isEqualTo(timesNs[timesNs.length - 1]);
        for (int i = 0; i < timesNs.length; i++) {
            // no assertion a point, which would take minutes
            if (!decoder.next()) {
                throw new AssertionError(what + ", point " + i + ": there is none");
            }
            if (decoder.timeNs() != timesNs[i] || decoder.valueBits() != bits[i]) {
                assertThat(decoder.timeNs() + " " + Long.toHexString(decoder.valueBits()))
                        .as(what + ", point " + i)
                        .isEqualTo(timesNs[i] + " " + Long.toHexString(bits[i]));
            }
        }
        assertThat(decoder.next()).as(what).isFalse();
        return length;
    }

    private void readLeniently(final int length) {
        try {
            decoder.wrap(buffer, OFFSET, length);
            int points = 0;
            while (decoder.next()) {
                points++;
            }
            assertThat(points).isEqualTo(decoder.count());
        } catch (final ChunkException declared) {
            assertThat(declared).hasMessageStartingWith("chunk: ");
        }
    }

    private static long[] randomTimes(final SplittableRandom random, final int count) {
        final long[] times = new long[count];
        final long unit = new long[] {1, 1_000_000, SECOND_NS, 60 * SECOND_NS}[random.nextInt(4)];
        final int jitter = random.nextInt(3);
        long time = START_NS / unit * unit;
        for (int i = 0; i < count; i++) {
            times[i] = time;
            time += jitter == 0
                    ? unit
                    : jitter == 1 ? unit * random.nextInt(4) : unit * random.nextLong(-(1L << 40), 1L << 40);
        }
        return times;
    }

    private static long[] randomBits(final SplittableRandom random, final int count) {
        final long[] bits = new long[count];
        final int style = random.nextInt(6);
        double walk = 100;
        for (int i = 0; i < count; i++) {
            walk += random.nextDouble() - 0.5;
            bits[i] = switch (style) {
                case 0 -> random.nextLong();
                case 1 -> Double.doubleToRawLongBits(walk);
                case 2 -> Double.doubleToRawLongBits(Math.rint(walk * 100) / 100);
                case 3 -> Double.doubleToRawLongBits(random.nextInt(40) == 0 ? Double.NaN : Math.rint(walk * 10) / 10);
                case 4 -> Double.doubleToRawLongBits((double) random.nextLong(1L << random.nextInt(1, 62)));
                default -> Double.doubleToRawLongBits(Math.scalb(random.nextInt(1000) - 500, random.nextInt(-40, 40)));
            };
        }
        return bits;
    }

    private static long[] times(final int count, final IntToLongFunction timeNs) {
        final long[] times = new long[count];
        Arrays.setAll(times, timeNs);
        return times;
    }

    private static double[] values(final int count, final IntToDoubleFunction value) {
        final double[] values = new double[count];
        Arrays.setAll(values, value);
        return values;
    }
}
