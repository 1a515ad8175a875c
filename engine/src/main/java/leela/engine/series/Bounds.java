package leela.engine.series;

/**
 * The least and the greatest value that a client's type allows.
 * Thread: immutable.
 */
public record Bounds(double minimum, double maximum) {

    /** Allows every value. */
    public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Whether the value lies within; NaN lies in no bounds and beyond none, and passes. */
    public boolean allow(final double value) {
        return !(value < minimum || value > maximum);
    }
}
