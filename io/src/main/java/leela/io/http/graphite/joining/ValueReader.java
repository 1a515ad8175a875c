package leela.io.http.graphite.joining;

import java.util.function.DoubleUnaryOperator;

/** Reads the values of a series when they are needed, and as they are. Thread: the request's. */
public interface ValueReader {

    /** All of them, NaN for none. */
    double[] values();

    /**
     * What they are joined to, from the value of an index on, without all of them in memory.
     *
     * @param each what is made of each value before; null for nothing
     */
    double[] points(int first, Consolidator consolidator, DoubleUnaryOperator each);
}
