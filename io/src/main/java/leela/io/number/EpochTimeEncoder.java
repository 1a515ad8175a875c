package leela.io.number;

import org.agrona.MutableDirectBuffer;

/**
 * Writes a Unix time as seconds, point and fraction, without trailing zeros but with at least one digit.
 * Thread: any; stateless.
 * Memory: nothing.
 * Units: times epoch ns; offsets and results in bytes; at most MAX_LENGTH are written, none beyond the result's.
 * Errors: a time before 1970 is a bug of the caller, asserted; the buffer checks its bounds.
 */
public final class EpochTimeEncoder {
    /** Ten digits of seconds hold any positive long of ns; a point and nine digits more. */
    public static final int MAX_LENGTH = 20;

    private EpochTimeEncoder() {}

    /** Encodes timeNs at offset; returns the number of bytes written. */
    public static int encode(final long timeNs, final MutableDirectBuffer buffer, final int offset) {
        assert timeNs >= 0 : "timeNs: " + timeNs + " (expected: >= 0)";
        final long seconds = timeNs / EpochTimeDecoder.NS_PER_SECOND;
        final int fractionNs = (int) (timeNs - seconds * EpochTimeDecoder.NS_PER_SECOND);
        return DecimalDigits.putFixed(buffer, offset, seconds, fractionNs) - offset;
    }

    /** Encodes a whole number of seconds without a point; returns the number of bytes written. */
    public static int encodeSeconds(final long seconds, final MutableDirectBuffer buffer, final int offset) {
        assert seconds >= 0 : "seconds: " + seconds + " (expected: >= 0)";
        return DecimalDigits.putWhole(buffer, offset, seconds) - offset;
    }
}
