package leela.io.http.graphite.joining;

import java.util.function.DoubleUnaryOperator;

/**
 * Reads the values of a series when they are needed, and as they are.
 * Thread: any, each with a room of its own; but {@link #kept} and {@link #room} are the request's.
 */
public interface ValueReader {

    /** So many values, from an index on, that are kept from now on; NaN for none. */
    double[] kept(int first, int count);

    /** The room of the request's own thread; so many values that are made of what is read there are kept. */
    ReadRoom room(long kept);

    /** Puts so many values, from an index on, to the start of an array; NaN for none. */
    void values(ReadRoom room, int first, double[] values, int count);

    /**
     * Puts what they are joined to there, without all of them in memory.
     *
     * @param each what is made of each value before; null for nothing
     */
    void points(
            ReadRoom room, int first, double[] points, int count, Consolidator consolidator, DoubleUnaryOperator each);
}
