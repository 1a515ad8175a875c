package leela.engine.dmproc.compiled;

import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.QuadraticallyInterpolatedMapping;
import java.util.Arrays;

/**
 * Counts positive values in bins that are two percent wide, so that any value is known within one: a DDSketch, whose
 * bins are a store of a {@link PipelineState}. The mapping is the library's; of its kind it is the one that needs no
 * logarithm, so that it gives the same on every machine. Sketches are merged by adding their bins.
 * Thread: that of the state.
 * Memory: grows by 64 bins and more, to as many as {@value #MOST_BINS}; then, or where there is no memory, the least
 * values share a bin.
 *
 * <pre>
 *   index of the first bin | least index used | greatest index used | bins, by index
 *   (nothing is used where the least is above the greatest)
 * </pre>
 */
final class QuantileSketch {

    static final int MOST_BINS = 2048;

    private static final IndexMapping MAPPING = new QuadraticallyInterpolatedMapping(0.01);

    /** What is nearer to zero counts as zero. */
    static final double LEAST = MAPPING.minIndexableValue();

    private static final double GREATEST = MAPPING.maxIndexableValue();
    private static final int FIRST = 0;
    private static final int LOW = 1;
    private static final int HIGH = 2;
    private static final int HEAD = 3;
    private static final int STEP = 64;

    private QuantileSketch() {}

    /** Counts a finite value of at least {@link #LEAST}; false where there is no memory for the first bins. */
    static boolean add(final PipelineState state, final int store, final double x, final Flow flow) {
        final int index = MAPPING.index(Math.min(x, GREATEST));
        final double[] bins = state.stores[store];
        final int place = bins.length == 0 ? -1 : index - (int) bins[FIRST];
        if (place >= 0 && place < bins.length - HEAD && bins[LOW] <= bins[HIGH]) {
            bins[HEAD + place]++;
            bins[LOW] = Math.min(bins[LOW], index);
            bins[HIGH] = Math.max(bins[HIGH], index);
            return true;
        }
        return addApart(state, store, index, flow);
    }

    /** How many it counts. */
    static double count(final double[] bins) {
        double count = 0;
        for (int i = used(bins); i < end(bins); i++) {
            count += bins[i];
        }
        return count;
    }

    /** The value of a rank from 1 to the count, the least first. */
    static double value(final double[] bins, final double rank) {
        double passed = 0;
        int i = used(bins);
        while (i < end(bins) - 1 && passed + bins[i] < rank) {
            passed += bins[i++];
        }
        return MAPPING.value((int) bins[FIRST] + i - HEAD);
    }

    static void clear(final double[] bins) {
        if (bins.length > 0 && bins[LOW] <= bins[HIGH]) {
            Arrays.fill(bins, used(bins), end(bins), 0);
            bins[LOW] = 1;
            bins[HIGH] = 0;
        }
    }

    /** A value outside of the bins that are there. */
    private static boolean addApart(final PipelineState state, final int store, final int index, final Flow flow) {
        final double[] old = state.stores[store];
        final boolean isEmpty = old.length == 0 || old[LOW] > old[HIGH];
        final int low = isEmpty ? index : Math.min((int) old[LOW], index);
        final int high = isEmpty ? index : Math.max((int) old[HIGH], index);
        final int span = high - low + 1;
        int room = Math.max(0, old.length - HEAD);
        if (span > room && room < MOST_BINS) {
            final int wanted = Math.min(MOST_BINS, (span + span / 4 + STEP - 1) / STEP * STEP);
            if (state.grow(store, HEAD + wanted, flow)) {
                room = wanted;
            }
        }
        if (room == 0) {
            return false;
        }
        final int least = Math.max(low, high - room + 1);
        final double[] bins = state.stores[store];
        move(bins, isEmpty, least - (room - (high - least + 1)) / 2, least);
        bins[HEAD + Math.max(index, least) - (int) bins[FIRST]]++;
        bins[LOW] = least;
        bins[HIGH] = high;
        return true;
    }

    /** Lets the bins begin with another index; what is below {@code least} goes into its bin. */
    private static void move(final double[] bins, final boolean isEmpty, final int first, final int least) {
        if (isEmpty) {
            bins[FIRST] = first;
            return;
        }
        final int from = (int) bins[FIRST];
        final int low = (int) bins[LOW];
        final int high = (int) bins[HIGH];
        double below = 0;
        for (int index = low; index <= Math.min(high, least - 1); index++) {
            below += bins[HEAD + index - from];
        }
        final int kept = Math.max(low, least);
        final int count = Math.max(0, high - kept + 1);
        if (count > 0) {
            System.arraycopy(bins, HEAD + kept - from, bins, HEAD + kept - first, count);
        }
        final int begin = HEAD + kept - first;
        Arrays.fill(bins, HEAD, count > 0 ? begin : bins.length, 0);
        Arrays.fill(bins, count > 0 ? begin + count : bins.length, bins.length, 0);
        bins[FIRST] = first;
        bins[HEAD + least - first] += below;
    }

    private static int used(final double[] bins) {
        return bins.length == 0 ? 0 : HEAD + (int) bins[LOW] - (int) bins[FIRST];
    }

    private static int end(final double[] bins) {
        return bins.length == 0 ? 0 : HEAD + (int) bins[HIGH] + 1 - (int) bins[FIRST];
    }
}
