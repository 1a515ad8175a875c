package leela.io.input.text;

import java.nio.charset.StandardCharsets;
import leela.engine.ring.Limits;
import leela.io.number.DecimalDoubleEncoder;
import leela.io.number.EpochTimeEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes events as {@code event length|key value time;}.
 * Thread: its owner's.
 * Memory: nothing per event.
 * Units: times epoch ns, lengths bytes.
 */
public final class EventEncoder {

    private static final byte[] WORD = "event ".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LENGTH_DIGITS = 4;
    /** A time's text in whole words. */
    private static final int TIME_ROOM = 3 * Long.BYTES;

    /** The longest event there is. */
    public static final int MAX_LENGTH = maxLength(Limits.MAX_KEY_LENGTH);

    private final DecimalDoubleEncoder number = new DecimalDoubleEncoder();
    // what comes together often has one time
    private final UnsafeBuffer time = new UnsafeBuffer(new byte[TIME_ROOM]);
    private int timeLength;
    private long lastTimeNs = -1;

    /** Room to have at hand for an event whose key is this long. */
    public static int maxLength(final int keyLength) {
        return WORD.length
                + MAX_LENGTH_DIGITS
                + 1
                + keyLength
                + 1
                + DecimalDoubleEncoder.MAX_LENGTH
                + 1
                + TIME_ROOM
                + 1;
    }

    /** Writes one event at {@code offset}; its length. */
    public int encode(
            final byte[] key,
            final double value,
            final long timeNs,
            final MutableDirectBuffer buffer,
            final int offset) {
        buffer.putBytes(offset, WORD);
        int index = offset + WORD.length;
        index += buffer.putIntAscii(index, key.length);
        buffer.putByte(index++, TextDescriptor.BAR);
        buffer.putBytes(index, key);
        index += key.length;
        buffer.putByte(index++, TextDescriptor.BLANK);
        index += number.encode(value, buffer, index);
        buffer.putByte(index++, TextDescriptor.BLANK);
        index = putTime(timeNs, buffer, index);
        buffer.putByte(index++, TextDescriptor.END);
        return index - offset;
    }

    private int putTime(final long timeNs, final MutableDirectBuffer buffer, final int index) {
        if (timeNs != lastTimeNs) {
            lastTimeNs = timeNs;
            timeLength = EpochTimeEncoder.encode(timeNs, time, 0);
        }
        for (int i = 0; i < timeLength; i += Long.BYTES) {
            buffer.putLong(index + i, time.getLong(i));
        }
        return index + timeLength;
    }
}
