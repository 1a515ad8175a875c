package leela.engine.spi;

/**
 * What came before: where a new query finds what its windows would hold, had it run all along.
 * Thread: any but a handler's, since calls block.
 * Units: times epoch ns; a range includes both ends.
 */
public interface PastPoints {

    /** Nothing is kept. */
    PastPoints NONE = new PastPoints() {
        @Override
        public boolean catchUp() {
            return true;
        }

        @Override
        public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
            return new Past(new long[0], new double[0], 0, "nothing is stored (storage.backend is none)");
        }
    };

    /**
     * Points of a series in the order of their times, and what is wrong with them.
     *
     * @param count of the points, from the starts of both arrays on
     * @param gap   why some are not there, in words that go behind "because"; empty where all are
     */
    record Past(long[] timesNs, double[] values, int count, String gap) {

        public boolean isWhole() {
            return gap.isEmpty();
        }
    }

    /** Waits until all that was published before this call can be read; false if that takes too long. */
    boolean catchUp();

    /** The points of the key in this range, of more than {@code most} the newest. What fails is told as a gap. */
    Past read(byte[] key, long fromNs, long toNs, int most);
}
