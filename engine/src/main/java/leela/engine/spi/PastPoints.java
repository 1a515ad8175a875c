package leela.engine.spi;

/**
 * What came before: where a new query finds what its windows would hold, had it run all along.
 * Thread: any but a handler's, since calls block.
 * Units: times epoch ns; a range includes both ends.
 */
public interface PastPoints {

    /** Why a query begins without its past, or with a part of it. */
    enum Gap {
        NONE("Nothing is missing"),
        /** The newest of them are there. */
        LIMITED("It has more points than are read of one series or group"),
        BEHIND("What came last is not stored yet, since reading is behind"),
        UNAVAILABLE("History cannot be read"),
        BUSY("Too many series wait for their past to be read"),
        CROWDED("More came while its past was read than could be held");

        private static final Gap[] ALL = values();

        private final String sentence;

        Gap(final String sentence) {
            this.sentence = sentence;
        }

        /** The one of this number, which is its {@link #ordinal}. */
        public static Gap of(final int number) {
            return ALL[number];
        }

        /** For people; no full stop. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * Points of a series in the order of their times.
     *
     * @param count of the points, from the starts of both arrays on
     * @param gap   why some are not there
     */
    record Past(long[] timesNs, double[] values, int count, Gap gap) {

        /** No points. */
        public static Past none(final Gap gap) {
            return new Past(new long[0], new double[0], 0, gap);
        }

        public boolean isWhole() {
            return gap == Gap.NONE;
        }
    }

    /** Takes the keys that are known. */
    interface KeyVisitor {

        /**
         * A key; false to see no more.
         *
         * @param isSending  whether it is one of those that send now
         * @param intervalMs how often its client says that it sends; 0 where that is not known
         */
        boolean onKey(byte[] key, boolean isSending, int intervalMs);
    }

    /** Waits until all that was published before this call can be read; what is in the way if it cannot. */
    Gap catchUp();

    /** The points of the key in this range, of more than {@code most} the newest. */
    Past read(byte[] key, long fromNs, long toNs, int most);

    /** Shows all keys that are known, each once or twice: first those that send now, then those with a history. */
    Gap keys(KeyVisitor visitor);

    /** To which times are cut when they are stored. */
    long resolutionNs();

    /** What time it is. */
    long nowNs();
}
