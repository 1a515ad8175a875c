package leela.engine.history;

/** Room for points that are read at once. Thread: its owner's. Memory: 16 KiB. Units: times epoch ns. */
@SuppressWarnings("ArrayRecordComponent")
public record PointBatch(long[] timesNs, double[] values) {

    /** Points of a batch. */
    public static final int POINTS = 1024;

    public PointBatch() {
        this(POINTS);
    }

    /** Of so many points. */
    public PointBatch(final int points) {
        this(new long[points], new double[points]);
    }
}
