package leela.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of a chunk: read at once, passed over, or taken as sums, they say what point after point says. */
final class ChunkBlocksTest {

    private static final long START_NS = 1_795_383_560_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int ROUNDS = 40;

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(ChunkDescriptor.MAX_POINTS)]);
    private long[] times;
    private long[] bits;
    private int length;

    @ParameterizedTest
    @ValueSource(
            strings = {"constant", "decimals", "integers", "counter", "quiet", "noise", "spread", "nans", "infinite"})
    void shouldReadAtOnceWhatIsThereWhateverTheRange(final String kind) {
        final SplittableRandom random = new SplittableRandom(kind.hashCode());
        final long[] readTimes = new long[ChunkDescriptor.MAX_POINTS];
        final double[] readValues = new double[ChunkDescriptor.MAX_POINTS];
        for (int round = 0; round < ROUNDS; round++) {
            encode(kind, random, round % 3);
            final int first = random.nextInt(times.length);
            final long fromNs = times[first] - random.nextInt(2);
            int at = first > 0 && times[first - 1] >= fromNs ? first - 1 : first;

            boolean hasPoint = decoder.wrap(buffer, 0, length).moveTo(fromNs);

            while (hasPoint) {
                final long beforeNs = decoder.timeNs() + 1 + random.nextLong(2000 * SECOND_NS);
                final int most = 1 + random.nextInt(400);
                final int taken = decoder.read(readTimes, readValues, 3, most, beforeNs);
                assertThat(taken).isBetween(1, most);
                for (int i = 3; i < 3 + taken; i++, at++) {
                    assertThat(readTimes[i]).isEqualTo(times[at]).isLessThan(beforeNs);
                    assertThat(Double.doubleToRawLongBits(readValues[i])).isEqualTo(bits[at]);
                }
                hasPoint = decoder.next();
            }
            assertThat(at).as("%s, round %d", kind, round).isEqualTo(times.length);
        }
    }

    /** What is wanted whole is decoded two blocks at a time; what is read of them in which portions must not matter. */
    @ParameterizedTest
    @ValueSource(
            strings = {"constant", "decimals", "integers", "counter", "quiet", "noise", "spread", "nans", "infinite"})
    void shouldReadWholeBlocksInWhateverPortions(final String kind) {
        final SplittableRandom random = new SplittableRandom(kind.hashCode() + 2);
        final long[] readTimes = new long[ChunkDescriptor.MAX_POINTS];
        final double[] readValues = new double[ChunkDescriptor.MAX_POINTS];
        for (int round = 0; round < 2 * ROUNDS; round++) {
            encode(kind, random, round % 3);
            final PointSums sums = new PointSums(0, (1 + random.nextInt(20_000)) * SECOND_NS);
            final boolean hasSums = round % 2 == 0;
            final int most = 1 + random.nextInt(2000);
            final int last = times.length - 1 - (round % 4 == 0 ? random.nextInt(times.length) : 0);
            int at = 0;
            boolean hasPoint = decoder.wrap(buffer, 0, length).next();
            while (hasPoint && decoder.timeNs() <= times[last]) {
                if (hasSums && decoder.sum(sums, times[last] + 1)) {
                    at += sums.points();
                    hasPoint = decoder.skip();
                } else if (random.nextInt(4) == 0) {
                    assertThat(decoder.timeNs()).isEqualTo(times[at]);
                    assertThat(decoder.valueBits()).isEqualTo(bits[at++]);
                    hasPoint = decoder.next();
                } else {
                    final int taken = decoder.read(readTimes, readValues, 0, most, times[last] + 1);
                    for (int i = 0; i < taken; i++, at++) {
                        if (readTimes[i] != times[at] || Double.doubleToRawLongBits(readValues[i]) != bits[at]) {
                            fail("%s, round %d: point %d is %s", kind, round, at, readValues[i]);
                        }
                    }
                    hasPoint = decoder.next();
                }
            }
            assertThat(at).as("%s, round %d", kind, round).isEqualTo(last + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"constant", "decimals", "integers", "counter", "quiet", "noise", "spread", "nans", "infinite"})
    void shouldSumUpWhatIsThereWhateverTheBuckets(final String kind) {
        final SplittableRandom random = new SplittableRandom(kind.hashCode() + 1);
        int summed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            encode(kind, random, round % 3);
            final long originNs = random.nextLong(START_NS);
            final long stepNs = (1000 + random.nextInt(40_000)) * SECOND_NS;
            final PointSums sums = new PointSums(originNs, stepNs);
            int at = 0;
            boolean hasPoint = decoder.wrap(buffer, 0, length).next();
            while (hasPoint) {
                if (decoder.sum(sums, Long.MAX_VALUE)) {
                    compare(sums, at);
                    final long bucket = Math.floorDiv(times[at] - originNs, stepNs);
                    at += sums.points();
                    summed++;
                    assertThat(Math.floorDiv(times[at - 1] - originNs, stepNs)).isEqualTo(bucket);
                    hasPoint = decoder.skip();
                } else {
                    assertThat(decoder.timeNs()).isEqualTo(times[at]);
                    assertThat(decoder.valueBits()).isEqualTo(bits[at++]);
                    hasPoint = decoder.next();
                }
            }
            assertThat(at).isEqualTo(times.length);
        }
        assertThat(summed).isPositive();
    }

    /** Point after point: what a double's rounding makes of that is as good as what it makes of integers. */
    private void compare(final PointSums sums, final int from) {
        final double[] finite = Arrays.stream(bits, from, from + sums.points())
                .mapToDouble(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .toArray();
        assertThat(sums.count()).isEqualTo(finite.length);
        assertThat(sums.firstNs()).isEqualTo(times[from]);
        if (finite.length > 0) {
            final double sum = Arrays.stream(finite).sum();
            final double size = Arrays.stream(finite).map(Math::abs).sum();
            assertThat(sums.sum()).isCloseTo(sum, within(1e-12 * size));
            assertThat(sums.min()).isEqualTo(Arrays.stream(finite).min().getAsDouble());
            assertThat(sums.max()).isEqualTo(Arrays.stream(finite).max().getAsDouble());
            assertThat(sums.first()).isEqualTo(finite[0]);
            assertThat(sums.last()).isEqualTo(finite[finite.length - 1]);
        }
    }

    @Test
    void shouldSumUpOnlyWhatIsEvenlyApartWhereThatIsAskedFor() {
        final SplittableRandom random = new SplittableRandom(1);
        encode("decimals", random, 0);
        decoder.wrap(buffer, 0, length).next();

        assertThat(decoder.sum(new PointSums(0, 1L << 60, 10 * SECOND_NS), Long.MAX_VALUE))
                .isTrue();
        assertThat(decoder.sum(new PointSums(0, 1L << 60, 10 * SECOND_NS + 1), Long.MAX_VALUE))
                .isFalse();
        assertThat(decoder.sum(new PointSums(0, 1L << 60), times[BlockDescriptor.POINTS - 1]))
                .isFalse();
        assertThat(decoder.sum(new PointSums(0, 1L << 60), times[BlockDescriptor.POINTS - 1] + 1))
                .isTrue();
    }

    /** Regular, with gaps, or with jitter. */
    private void encode(final String kind, final SplittableRandom random, final int rhythm) {
        final int count =
                BlockDescriptor.POINTS + 1 + random.nextInt(ChunkDescriptor.MAX_POINTS - BlockDescriptor.POINTS);
        times = new long[count];
        bits = new long[count];
        long time = START_NS;
        double walk = random.nextInt(2000) - 1000;
        for (int i = 0; i < count; i++) {
            times[i] = time;
            time += rhythm == 0 || rhythm == 1 && random.nextInt(200) > 0
                    ? 10 * SECOND_NS
                    : (1 + random.nextInt(20)) * SECOND_NS;
            walk += random.nextInt(-5, 6);
            bits[i] = Double.doubleToRawLongBits(
                    switch (kind) {
                        case "constant" -> 42.5;
                        case "decimals" -> walk / 100;
                        case "integers" -> walk * 1024;
                        case "counter" -> i * 1000.0 + random.nextInt(3);
                        case "quiet" -> i / 700;
                        case "noise" -> random.nextDouble();
                        case "spread" -> random.nextLong() >> 20 + random.nextInt(44);
                        case "nans" -> random.nextInt(40) == 0 || i < 600 ? Double.NaN : walk / 10;
                        default -> random.nextInt(60) == 0 ? Double.NEGATIVE_INFINITY : walk;
                    });
        }
        length = encoder.encode(times, bits, 0, count, buffer, 0);
    }

    /** What was written by versions that are out there must be read for ever. */
    @ParameterizedTest
    @CsvSource({
        "1, 10aaac02e8a69cab0101e0045ca483080fffdf86ffff69f80b0804120a42081100000c136385e81e38583b8f81" + "ee24aac0",
        "2, 20aaac02e8a69cab0101e0045c8004012221a48308ab0200000000008034400000000000c03640000000000043"
                + "b94000000000008034400000000000c036400fffdf86ffff69f80b0804120a42081100000c136385e81e38583b"
                + "8f81ee24aac0"
    })
    void shouldReadWhatEachVersionWrote(final int version, final String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(bytes[0] >> 4).isEqualTo(version);
        decoder.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        int i = 0;
        for (; decoder.next(); i++) {
            assertThat(decoder.timeNs()).isEqualTo(goldenTime(i));
            assertThat(decoder.valueBits()).isEqualTo(goldenBits(i));
        }
        assertThat(i).isEqualTo(GOLDEN_COUNT);
    }

    private static final int GOLDEN_COUNT = 300;

    /** A gap, a value that changes now and then, one that is no number. */
    private static long goldenTime(final int i) {
        return START_NS + (10L * i + (i < 100 ? 0 : 50)) * SECOND_NS;
    }

    private static long goldenBits(final int i) {
        return Double.doubleToRawLongBits(i == 20 ? Double.NaN : 20.5 + i / 30 * 0.25);
    }
}
