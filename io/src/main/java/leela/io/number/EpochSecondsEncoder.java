package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Writes whole Unix times one behind the other: of one that is near the one before, only the last four digits are made.
 * Thread: its owner's; one at a time.
 * Memory: nothing per call.
 * Units: epoch seconds; offsets and results in bytes.
 * Errors: a time before 1970 is a bug of the caller.
 */
public final class EpochSecondsEncoder {

    /** Bytes from its offset on that a time may touch. */
    public static final int ROOM = EpochTimeEncoder.MAX_LENGTH;

    private static final int NEAR = 10_000;
    private static final int HEAD_DIGITS = 6;
    private static final int DIGITS = 10;
    private static final long FIRST = 1_000_000_000;
    private static final long LIMIT = 10 * FIRST;

    /** A multiple of {@link #NEAR}, and the digits before its last four. */
    private long base = -NEAR;

    private long head;

    /** Encodes seconds at offset, where there must be {@link #ROOM}; returns the number of bytes written. */
    public int encode(final long seconds, final MutableDirectBuffer buffer, final int offset) {
        long beyond = seconds - base;
        if (beyond < 0 || beyond >= NEAR) {
            if (seconds < FIRST || seconds >= LIMIT) {
                return EpochTimeEncoder.encodeSeconds(seconds, buffer, offset);
            }
            rebase(seconds);
            beyond = seconds - base;
        }
        buffer.putLong(offset, head, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + HEAD_DIGITS, DecimalDigits.fourDigits((int) beyond), ByteOrder.LITTLE_ENDIAN);
        return DIGITS;
    }

    private void rebase(final long seconds) {
        final long number = seconds / NEAR;
        base = number * NEAR;
        head = 0;
        long rest = number;
        for (int i = HEAD_DIGITS - 1; i >= 0; i--) {
            head |= ('0' + rest % 10) << (i << 3);
            rest /= 10;
        }
    }
}
