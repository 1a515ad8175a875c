package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chain keeps is what came, to the bit and in the order it came, and ordinary points take few bytes. */
class PointChainTest {

    private static final long UNIT_NS = 1_000_000;
    private static final long EPOCH_MS = 1_764_500_000_000L;
    private static final long[] ODD = {
        Double.doubleToRawLongBits(0.0),
        Double.doubleToRawLongBits(-0.0),
        Double.doubleToRawLongBits(Double.NaN),
        0x7ff8_0000_dead_beefL,
        0xfff0_0000_0000_0001L,
        Double.doubleToRawLongBits(Double.POSITIVE_INFINITY),
        Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
        Double.doubleToRawLongBits(Double.MIN_VALUE),
        Double.doubleToRawLongBits(-Double.MAX_VALUE),
        Double.doubleToRawLongBits(9_007_199_254_740_993.0),
        Double.doubleToRawLongBits(1e17),
        Double.doubleToRawLongBits(-9.223372036854775E18),
        Double.doubleToRawLongBits(0.1f),
        Double.doubleToRawLongBits(1e-7),
        1,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE
    };

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);

    @ParameterizedTest
    @ValueSource(longs = {1, UNIT_NS})
    void shouldGiveWhatCameToTheBitWhateverCameAndWasWrittenMeanwhile(final long unitNs) {
        final PointBlocks blocks = new PointBlocks(unitNs);
        final PointChain[] chains = {new PointChain(), new PointChain(), new PointChain()};
        final List<List<long[]>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        final int[] sealed = new int[chains.length];
        long last = EPOCH_MS;
        long lastBits = 0;
        for (int step = 0; step < 100_000; step++) {
            final int i = random.nextInt(chains.length);
            switch (random.nextInt(100)) {
                case 0, 1 -> {
                    chains[i].seal(blocks);
                    sealed[i] = expected.get(i).size();
                    assertSame(sealedOf(chains[i], blocks), expected.get(i));
                }
                case 2 -> {
                    chains[i].release(blocks);
                    expected.get(i).subList(0, sealed[i]).clear();
                    sealed[i] = 0;
                    assertSame(all(chains[i], blocks), expected.get(i));
                }
                default -> {
                    last = nextTime(last, unitNs);
                    lastBits = nextBits(lastBits);
                    chains[i].add(blocks, last, lastBits);
                    expected.get(i).add(new long[] {last * unitNs, lastBits});
                }
            }
            assertThat(chains[i].unsealed()).isEqualTo(expected.get(i).size() - sealed[i]);
        }
        for (int i = 0; i < chains.length; i++) {
            assertSame(all(chains[i], blocks), expected.get(i));
            chains[i].seal(blocks);
            chains[i].release(blocks);
            assertThat(chains[i].count()).isZero();
        }
        assertThat(blocks.bytes()).as("blocks that nobody gave back").isZero();
    }

    @Test
    void shouldCopyThePointsOfARangeOfTimesAloneSealedOrNot() {
        final PointBlocks blocks = new PointBlocks(UNIT_NS);
        final PointChain chain = new PointChain();
        for (int i = 0; i < 10; i++) {
            chain.add(blocks, i, i);
            if (i == 4) {
                chain.seal(blocks);
            }
        }
        final PointList points = new PointList();
        chain.copyTo(blocks, points, 3 * UNIT_NS, 6 * UNIT_NS);

        assertThat(points.count()).isEqualTo(4);
        assertThat(points.times()).startsWith(3 * UNIT_NS, 4 * UNIT_NS, 5 * UNIT_NS, 6 * UNIT_NS);
    }

    @Test
    void shouldTakeFewBytesForOrdinaryPointsAndLittleMoreThanTheirOwnForAnyOthers() {
        assertThat(bytesAPoint(() -> 12)).as("the same").isLessThan(1.5);
        assertThat(bytesAPoint(() -> 1_000 + random.nextInt(100)))
                .as("integers")
                .isLessThan(3);
        assertThat(bytesAPoint(() -> random.nextInt(1_000) / 10.0)).as("tenths").isLessThan(4);
        assertThat(bytesAPoint(() -> random.nextInt(100_000) / 1_000.0))
                .as("thousandths")
                .isLessThan(5);
        assertThat(bytesAPoint(() -> (float) random.nextDouble(100)))
                .as("floats")
                .isLessThan(8);
        assertThat(bytesAPoint(random::nextDouble)).as("any").isLessThan(13);
    }

    private static double bytesAPoint(final DoubleSupplier values) {
        final int count = 1_000;
        final PointBlocks blocks = new PointBlocks(UNIT_NS);
        final PointChain chain = new PointChain();
        for (int i = 0; i < count; i++) {
            chain.add(blocks, EPOCH_MS + 10_000L * i, Double.doubleToRawLongBits(values.getAsDouble()));
        }
        return (double) blocks.bytes() / count;
    }

    private long nextTime(final long last, final long unitNs) {
        return switch (random.nextInt(12)) {
            case 0 -> last;
            case 1 -> last - random.nextLong(100_000);
            case 2 -> last + random.nextLong(100_000);
            case 3 -> unitNs == 1 ? random.nextLong() : random.nextLong(1L << random.nextInt(1, 42));
            case 4 -> -random.nextLong(1L << random.nextInt(1, 42));
            default -> last + 10_000;
        };
    }

    private long nextBits(final long last) {
        return switch (random.nextInt(10)) {
            case 0 -> ODD[random.nextInt(ODD.length)];
            case 1 -> random.nextLong();
            case 2 -> Double.doubleToRawLongBits(random.nextDouble());
            case 3 -> Double.doubleToRawLongBits((float) random.nextDouble());
            case 4 -> Double.doubleToRawLongBits(random.nextLong(1L << random.nextInt(1, 63)));
            case 5 -> Double.doubleToRawLongBits(random.nextInt(-1_000, 1_000) / Math.pow(10, random.nextInt(9)));
            case 6 -> last ^ 1L << random.nextInt(Long.SIZE);
            case 7 -> -last;
            case 8 -> Double.doubleToRawLongBits(random.nextInt(1_000) / 10.0);
            default -> last;
        };
    }

    private static PointList all(final PointChain chain, final PointBlocks blocks) {
        final PointList points = new PointList();
        chain.copyTo(blocks, points, Long.MIN_VALUE, Long.MAX_VALUE);
        return points;
    }

    private static PointList sealedOf(final PointChain chain, final PointBlocks blocks) {
        final PointList points = new PointList();
        chain.copySealed(blocks, points);
        return points;
    }

    private void assertSame(final PointList points, final List<long[]> expected) {
        assertThat(points.count()).as("seed %s", seed).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            final long[] one = expected.get(i);
            if (points.times()[i] != one[0] || points.bits()[i] != one[1]) {
                assertThat(new long[] {points.times()[i], points.bits()[i]})
                        .as("point %d, seed %s", i, seed)
                        .isEqualTo(one);
            }
        }
    }
}
