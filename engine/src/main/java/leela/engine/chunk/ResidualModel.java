package leela.engine.chunk;

import java.util.Arrays;

/**
 * What has been learnt, within one chunk, about the numbers that remain when the expected was taken away.
 *
 * <p>A residual is told as: is it zero, given the three before it (range coded: a long run of zeros costs a hundredth
 * of a bit each). If not, its zigzag number less one goes to the raw bits as {@code ones 0 rest}: no ones, and the
 * {@link #width} lowest bits, where that is enough; else a one for each bit that its length goes beyond the width, and
 * all of its bits below the highest. The width follows the lengths seen. So quiet series cost next to nothing, and
 * noisy ones no arithmetic.
 *
 * <p>Thread: its owner's.
 * Memory: 9 probabilities.
 */
final class ResidualModel {

    /** A probability is a number of this many bits. */
    static final int PROBABILITY_BITS = 12;

    private static final int ONE = 1 << PROBABILITY_BITS;
    private static final int RATE = 4;
    private static final int HISTORIES = 8;
    /** The decision whether a value stands among the raw bits. */
    static final int ESCAPE = HISTORIES;

    static final int WIDTH_SCALE = 4;
    static final int HALF_WIDTH = 1 << WIDTH_SCALE - 1;

    private static final int WIDTH_RATE = 3;
    private static final int LEAST_MIDDLING = 1 << WIDTH_SCALE;
    private static final int MOST_MIDDLING = 12 << WIDTH_SCALE;
    private static final int MAX_WIDTH = 62;
    private static final int FIRST_WIDTH = 4 << WIDTH_SCALE;

    final short[] probabilities = new short[ESCAPE + 1];

    private int history;
    private int scaledWidth;

    void reset() {
        Arrays.fill(probabilities, (short) (ONE / 2));
        history = HISTORIES - 1;
        scaledWidth = FIRST_WIDTH;
    }

    static short likelier(final int probability) {
        return (short) (probability + (ONE - probability >> RATE));
    }

    static short unlikelier(final int probability) {
        return (short) (probability - (probability >> RATE));
    }

    /** Which probability says whether the next residual is zero. */
    int zeroAt() {
        return history;
    }

    /** Bits that the next residual will probably need, 0 to 62. */
    int width() {
        return Math.min(unboundedWidth(scaledWidth), MAX_WIDTH);
    }

    private static int unboundedWidth(final int scaledWidth) {
        return scaledWidth + HALF_WIDTH >> WIDTH_SCALE;
    }

    /** Whether some numbers probably fit a word together, and none of their widths will be 0. */
    static boolean isMiddling(final int scaledWidth) {
        return scaledWidth >= LEAST_MIDDLING && scaledWidth <= MOST_MIDDLING;
    }

    /** What a width becomes with a number of this length: it moves there by an eighth of the way. */
    private static int next(final int scaledWidth, final int length) {
        return (length << WIDTH_SCALE - WIDTH_RATE) + (scaledWidth * ((1 << WIDTH_RATE) - 1) >> WIDTH_RATE);
    }

    /** The same where a half is on top of both scaled widths: a width is then told by a shift alone. */
    static int nextHalfUp(final int halfUp, final int length) {
        return (length << WIDTH_SCALE - WIDTH_RATE)
                + (halfUp * ((1 << WIDTH_RATE) - 1) >> WIDTH_RATE)
                + (HALF_WIDTH >> WIDTH_RATE);
    }

    int scaledWidth() {
        return scaledWidth;
    }

    /** Of numbers seen by another; which of them were zero is not told. */
    void scaledWidth(final int newScaledWidth) {
        scaledWidth = newScaledWidth;
    }

    void sawZero() {
        history = history << 1 & HISTORIES - 1 | 1;
    }

    void saw(final int length) {
        history = history << 1 & HISTORIES - 1;
        scaledWidth = next(scaledWidth, length);
    }
}
