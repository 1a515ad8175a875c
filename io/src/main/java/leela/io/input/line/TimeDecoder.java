package leela.io.input.line;

import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a unix time in seconds, of any form that a number may have.
 * Thread: its owner's.
 * Memory: nothing.
 * Units: epoch ns.
 */
public final class TimeDecoder {

    /** No such time; the producer rejects it as one beyond the limits. */
    public static final long OUT_OF_RANGE = -2;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final EpochTimeDecoder time = new EpochTimeDecoder();
    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private long timeNs;

    /** Reads all from {@code offset} to {@code limit}; whether that is a number. */
    public boolean decode(final DirectBuffer buffer, final int offset, final int limit) {
        final int end = time.decode(buffer, offset, limit);
        if (end == limit) {
            timeNs = time.timeNs();
            return true;
        }
        if (number.decode(buffer, offset, limit) != limit) {
            return false;
        }
        timeNs = ofSeconds(number.value());
        return true;
    }

    /**
     * Reads digits from {@code offset}, maybe with a fraction; the index behind them, or a negative number where there
     * is no such time. Texts that come again cost little.
     */
    public int decodePlain(final DirectBuffer buffer, final int offset, final int limit) {
        final int end = time.decode(buffer, offset, limit);
        timeNs = time.timeNs();
        return end;
    }

    /** What was read last: epoch ns, or {@link #OUT_OF_RANGE}. */
    public long timeNs() {
        return timeNs;
    }

    /** A number of seconds as epoch ns, to the nearest; {@link #OUT_OF_RANGE} for what no time can be. */
    public static long ofSeconds(final double seconds) {
        if (!(seconds >= 0 && seconds <= EpochTimeDecoder.MAX_SECONDS)) {
            return OUT_OF_RANGE;
        }
        final long whole = (long) seconds;
        return whole * NS_PER_SECOND + Math.round((seconds - whole) * NS_PER_SECOND);
    }
}
