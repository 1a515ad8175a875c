package leela.engine.history.aggregation;

/**
 * A bucket holds more values than a percentile may have in memory; the message is one plain sentence.
 * Thread: that which reads.
 */
public final class CrowdedBucketException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CrowdedBucketException(final int most) {
        super("a bucket holds more than " + most + " points, which is too many for a percentile; take a smaller step");
    }
}
