package leela.io.http.graphite.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ReadRoom;
import leela.io.http.graphite.joining.ValueReader;
import org.junit.jupiter.api.Test;

/** Values that are read when they are needed, and joined as they are read. */
final class TimeSeriesTest {

    private static final double[] VALUES = {1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12};

    private final TimeSeries series = new TimeSeries("load", 0, 120, 10, new Listed());

    @Test
    void shouldJoinAnewWhereOthersAskForWiderPoints() {
        // as divideSeries does by a series, of others with several steps
        series.consolidate(2);
        assertThat(series.points()).containsExactly(2, 6, 10, 3, 7, 11);

        series.consolidate(3);

        assertThat(series.points()).containsExactly(3, 9, 4, 10);
    }

    @Test
    void shouldJoinWhatTheValuesHaveBecome() {
        series.consolidate(6);
        assertThat(series.points()).containsExactly(6, 7);

        series.each(value -> 2 * value);
        assertThat(series.points()).containsExactly(12, 14);

        series.values()[0] += 6;
        assertThat(series.points()).containsExactly(13, 14);

        series.dropFirst(6);
        assertThat(series.points()).containsExactly(14);
    }

    private static final class Listed implements ValueReader {

        @Override
        public double[] kept(final int first, final int count) {
            final double[] values = new double[count];
            values(room(count), first, values, count);
            return values;
        }

        @Override
        public ReadRoom room(final long kept) {
            return new ReadRoom();
        }

        @Override
        public void values(final ReadRoom room, final int first, final double[] values, final int count) {
            System.arraycopy(VALUES, first, values, 0, count);
        }

        @Override
        public void points(
                final ReadRoom room,
                final int first,
                final double[] points,
                final int count,
                final Consolidator consolidator,
                final DoubleUnaryOperator each) {
            final int per = consolidator.valuesPerPoint();
            for (int point = 0; point < count; point++) {
                final int from = first + point * per;
                final int to = Math.min(VALUES.length, from + per);
                for (int i = from; i < to; i++) {
                    consolidator.add(each == null ? VALUES[i] : each.applyAsDouble(VALUES[i]));
                }
                points[point] = consolidator.take(to - from);
            }
        }
    }
}
