package leela.io.input.statsd;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import leela.engine.ring.Producer;

/**
 * How values were spread in a window. A value that stands for several counts as so many, in everything.
 * Thread: whoever holds the windows.
 * Memory: {@link #BYTES} at most, mostly a quarter of it.
 */
final class TimerStat extends Stat {

    /** What one may come to: each bin of the sketch, for positive and negative values. */
    static final int BYTES = 16 << 10;

    private static final double ACCURACY = 0.005;
    private static final int BINS = 1024;
    /** Nearest rank: the least value that so many are not above. */
    private static final double[] RANKS = {0.5, 0.9, 0.95, 0.99};

    private static final double HALF_BIT = 1e-12;

    /** A value beyond what the sketch takes is counted as its greatest. */
    private static final double MOST = 1e300;

    private final DDSketch sketch = DDSketches.logarithmicCollapsingLowestDense(ACCURACY, BINS);
    private double count;
    private double sum;
    private double mean;
    private double squares;
    private double lower;
    private double upper;

    TimerStat(final byte[] name, final String template) {
        super(name, template, "count", "sum", "mean", "lower", "upper", "stddev", "median", "p90", "p95", "p99");
    }

    @Override
    void add(final double value, final double weight, final boolean isSigned) {
        lower = count == 0 ? value : Math.min(lower, value);
        upper = count == 0 ? value : Math.max(upper, value);
        count += weight;
        sum += value * weight;
        final double distance = value - mean;
        mean += distance * weight / count;
        squares += weight * distance * (value - mean);
        sketch.accept(Math.max(-MOST, Math.min(MOST, value)), weight);
    }

    @Override
    void tell(final Producer producer, final long endNs, final double seconds) {
        put(producer, 0, count, endNs);
        put(producer, 1, sum, endNs);
        put(producer, 2, sum / count, endNs);
        put(producer, 3, lower, endNs);
        put(producer, 4, upper, endNs);
        put(producer, 5, Math.sqrt(Math.max(0, squares / count)), endNs);
        for (int i = 0; i < RANKS.length; i++) {
            put(producer, 6 + i, atRank(RANKS[i]), endNs);
        }
        sketch.clear();
        count = 0;
        sum = 0;
        mean = 0;
        squares = 0;
    }

    /** The sketch gives the value whose place, from 0 on, is {@code quantile * (count - 1)}. */
    private double atRank(final double rank) {
        final double place = rank * count - HALF_BIT * count;
        final double quantile = count <= 1 ? 0 : Math.max(0, Math.min(1, place / (count - 1)));
        return Math.max(lower, Math.min(upper, sketch.getValueAtQuantile(quantile)));
    }
}
