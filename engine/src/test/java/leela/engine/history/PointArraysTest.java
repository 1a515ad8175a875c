package leela.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PointArraysTest {

    private final PointArrays arrays = new PointArrays();

    @Test
    void shouldHandOnAnArrayOfTheSameClass() {
        final long[] first = arrays.take(100);
        arrays.give(first);

        assertThat(first).hasSize(128);
        assertThat(arrays.take(65)).isSameAs(first);
        assertThat(arrays.take(65)).isNotSameAs(first);
    }

    @Test
    void shouldCarryOverWhatIsInUse() {
        final long[] old = arrays.take(8);
        for (int i = 0; i < old.length; i++) {
            old[i] = i;
        }

        assertThat(arrays.exchange(old, 2, 8, 16)).hasSize(16).startsWith(2, 3, 4, 5, 6, 7);
        assertThat(arrays.take(8)).isSameAs(old);
    }

    @Test
    void shouldKeepNoMoreThanItsBound() {
        final long[] half = new long[PointArrays.MAX_SPARE_LONGS / 2];
        final long[] other = new long[PointArrays.MAX_SPARE_LONGS / 2];
        final long[] tooMuch = new long[8];
        arrays.give(half);
        arrays.give(other);
        arrays.give(tooMuch);

        assertThat(arrays.take(8)).isNotSameAs(tooMuch);
        assertThat(arrays.take(half.length)).isIn(half, other);
    }

    @Test
    void shouldTakeBackNoEmptyArray() {
        arrays.give(PointArrays.none());

        assertThat(arrays.take(1)).hasSize(8);
    }
}
