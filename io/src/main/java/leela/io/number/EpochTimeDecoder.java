package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads a Unix time, seconds with an optional decimal fraction, straight from a buffer.
 * Thread: its owner's; one at a time.
 * Memory: nothing; the last text is kept, since a client sends many values of one time.
 * Units: times epoch ns; offsets, limits and results are absolute indexes into the buffer, in bytes.
 * Errors: MALFORMED, or OUT_OF_RANGE for a well-formed time that no long of ns holds; nothing thrown or counted.
 *
 * <pre>
 * time = digits ["." digits]      up to 9 digits of the fraction count, more are cut
 * </pre>
 */
public final class EpochTimeDecoder {
    public static final int MALFORMED = DecimalDoubleDecoder.MALFORMED;
    public static final int OUT_OF_RANGE = -2;

    /** The last second that fits with any fraction, in April 2262: beyond the protocol's 2^33. */
    public static final long MAX_SECONDS = Long.MAX_VALUE / EpochTimeDecoder.NS_PER_SECOND - 1;

    static final int NS_PER_SECOND = 1_000_000_000;
    static final int FRACTION_DIGITS = 9;

    /** By digits of the fraction: what makes it nanoseconds. */
    private static final int[] NS_SCALES = {
        NS_PER_SECOND, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1
    };

    /** Enough digits for any time in range, few enough not to wrap around. */
    private static final int MAX_SECONDS_DIGITS = 18;

    private final DigitRun run = new DigitRun();
    private long timeNs;

    // the last text of plain length together with the byte behind it, and what it means
    private long lastHead;
    private long lastTail;
    private long lastTailMask;
    private int lastLength;
    private long lastTimeNs;

    /** The time that the last call of decode found; undefined after a negative result. */
    public long timeNs() {
        return timeNs;
    }

    /** Decodes the time that starts at offset; returns the index of the first byte after it, or a negative reason. */
    public int decode(final DirectBuffer buffer, final int offset, final int limit) {
        if (limit - offset < 2 * Long.BYTES) {
            return decodeAnew(buffer, offset, limit);
        }
        final long head = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        final long tail = buffer.getLong(offset + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        if (head == lastHead && (tail & lastTailMask) == lastTail && lastLength != 0) {
            timeNs = lastTimeNs;
            return offset + lastLength;
        }
        final int end = decodeAnew(buffer, offset, limit);
        if (end - offset >= Long.BYTES && end - offset < 2 * Long.BYTES) {
            lastLength = end - offset;
            lastTailMask = -1L >>> (2 * Long.BYTES - 1 - lastLength) * Byte.SIZE;
            lastHead = head;
            lastTail = tail & lastTailMask;
            lastTimeNs = timeNs;
        }
        return end;
    }

    private int decodeAnew(final DirectBuffer buffer, final int offset, final int limit) {
        int end = run.start(buffer, offset, limit);
        if (end == offset) {
            return MALFORMED;
        }
        final long seconds = end - offset <= MAX_SECONDS_DIGITS ? run.value() : decodeLongSeconds(buffer, offset, end);
        long fractionNs = 0;
        byte next = DecimalDoubleDecoder.peek(buffer, end, limit);
        if (next == '.') {
            final int fraction = end + 1;
            end = run.start(buffer, fraction, limit);
            if (end == fraction) {
                return MALFORMED;
            }
            fractionNs = fractionNs(buffer, fraction, end);
            next = DecimalDoubleDecoder.peek(buffer, end, limit);
        }
        if (DecimalDoubleDecoder.belongsToNumber(next)) {
            return MALFORMED;
        }
        timeNs = seconds * NS_PER_SECOND + fractionNs;
        return seconds > MAX_SECONDS ? OUT_OF_RANGE : end;
    }

    private long decodeLongSeconds(final DirectBuffer buffer, final int offset, final int end) {
        int start = offset;
        while (start < end && buffer.getByte(start) == '0') {
            start++;
        }
        run.start(buffer, start, end);
        return end - start > MAX_SECONDS_DIGITS ? Long.MAX_VALUE : run.value();
    }

    private long fractionNs(final DirectBuffer buffer, final int start, final int end) {
        final int digits = end - start;
        if (digits > FRACTION_DIGITS) {
            run.start(buffer, start, start + FRACTION_DIGITS);
            return run.value();
        }
        return run.value() * NS_SCALES[digits];
    }
}
