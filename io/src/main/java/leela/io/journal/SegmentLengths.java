package leela.io.journal;

/**
 * How long segments may be, by the journal's limit.
 * Thread: immutable.
 *
 * @param first   length of the first one
 * @param longest length at high rates
 * @param limit   bytes of all
 */
record SegmentLengths(int first, int longest, long limit) {

    private static final int LONGEST = 128 << 20;
    private static final int FIRST = 8 << 20;
    private static final int SEGMENTS_IN_LIMIT = 16;

    static SegmentLengths of(final long limit) {
        final long units = Math.max(1, Math.min(LONGEST, limit / SEGMENTS_IN_LIMIT) / JournalDescriptor.SEGMENT_UNIT);
        final int longest = (int) units * JournalDescriptor.SEGMENT_UNIT;
        return new SegmentLengths(Math.min(FIRST, longest), longest, limit);
    }

    int longer(final int length) {
        return Math.min(longest, 2 * length);
    }

    int shorter(final int length) {
        return Math.max(first, length / 2 / JournalDescriptor.SEGMENT_UNIT * JournalDescriptor.SEGMENT_UNIT);
    }
}
