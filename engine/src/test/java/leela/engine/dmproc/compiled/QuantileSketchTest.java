package leela.engine.dmproc.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rank of a sketch beside the sorted values themselves. */
final class QuantileSketchTest {

    private static final int STORE = 1;
    private static final double ERROR = 0.0101;

    private final PipelineState state = new PipelineState(new double[1], new double[2][0]);
    private final Flow flow = new Flow();

    /** Ranges that make the bins grow upwards, downwards and both ways. */
    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"1, 2", "1e-3, 1e3", "1e-9, 1e-8", "1e200, 1e210", "5, 5"})
    void shouldGiveEachRankWithinAHundredth(final double least, final double greatest) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final double[] values = new double[300];
        for (int i = 0; i < values.length; i++) {
            values[i] = least * Math.pow(greatest / least, random.nextDouble());
            assertThat(add(values[i])).isTrue();
        }
        Arrays.sort(values);

        assertThat(QuantileSketch.count(bins())).isEqualTo(values.length);
        for (int rank = 1; rank <= values.length; rank++) {
            assertThat(QuantileSketch.value(bins(), rank))
                    .as("seed %d, rank %d", seed, rank)
                    .isCloseTo(values[rank - 1], within(ERROR * values[rank - 1]));
        }
    }

    /** Nine powers of ten that rise or fall by more than all bins can hold. */
    @ParameterizedTest(name = "upwards: {0}")
    @ValueSource(booleans = {true, false})
    void shouldCountAllAndKnowTheGreatestWhenTheRangeIsTooWide(final boolean isUpwards) {
        for (int i = 0; i < 9; i++) {
            add(Math.pow(10, isUpwards ? i * 20 : (8 - i) * 20));
        }

        assertThat(QuantileSketch.count(bins())).isEqualTo(9);
        assertThat(QuantileSketch.value(bins(), 9)).isCloseTo(1e160, within(ERROR * 1e160));
        assertThat(QuantileSketch.value(bins(), 9) / QuantileSketch.value(bins(), 1))
                .as("the least share a bin")
                .isLessThan(1e20);
        assertThat(bins().length).isLessThanOrEqualTo(QuantileSketch.MOST_BINS + 3);
    }

    @Test
    void shouldLetTheLeastShareABinWhereThereIsNoMoreMemory() {
        add(100);
        final int length = bins().length;
        flow.room = bytes -> false;

        assertThat(add(1e9)).isTrue();
        assertThat(add(100)).isTrue();

        assertThat(bins()).hasSize(length);
        assertThat(QuantileSketch.count(bins())).isEqualTo(3);
        assertThat(QuantileSketch.value(bins(), 3)).isCloseTo(1e9, within(ERROR * 1e9));
    }

    @Test
    void shouldTakeNothingWhereThereIsNoMemoryAtAll() {
        flow.room = bytes -> false;

        assertThat(add(1)).isFalse();
        assertThat(QuantileSketch.count(bins())).isZero();
    }

    @Test
    void shouldBeginAnewWhereItWasCleared() {
        add(1e-3);
        add(1e3);
        QuantileSketch.clear(bins());
        assertThat(QuantileSketch.count(bins())).isZero();

        add(7);
        add(8);
        assertThat(QuantileSketch.count(bins())).isEqualTo(2);
        assertThat(QuantileSketch.value(bins(), 1)).isCloseTo(7, within(ERROR * 7));
        assertThat(QuantileSketch.value(bins(), 2)).isCloseTo(8, within(ERROR * 8));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MAX_VALUE, 1e300})
    void shouldCountWhatIsGreaterThanAnyBin(final double x) {
        assertThat(add(x)).isTrue();
        assertThat(QuantileSketch.count(bins())).isEqualTo(1);
    }

    private boolean add(final double x) {
        return QuantileSketch.add(state, STORE, x, flow);
    }

    private double[] bins() {
        return state.stores[STORE];
    }
}
