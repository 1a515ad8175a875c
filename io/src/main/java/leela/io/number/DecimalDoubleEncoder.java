package leela.io.number;

import org.agrona.MutableDirectBuffer;

/**
 * Writes a double as the shortest decimal that reads back as the same double, always with a point.
 * Thread: its owner's; one at a time.
 * Memory: nothing per call.
 * Units: offsets and results in bytes; at most MAX_LENGTH are written, none beyond the result's.
 * Errors: none of its own; the buffer checks its bounds.
 *
 * <pre>
 * 0.0  -0.0  100.0  955461632.0  0.001      plain from 10^-3 up to 2^53, below which every whole number is a double
 * 9.99e-4  1.7976931348623157e308           otherwise one digit before the point, and an exponent
 * NaN  Infinity  -Infinity
 * </pre>
 */
public final class DecimalDoubleEncoder {
    /** A sign, 17 digits, a point, an exponent of three digits with its mark and sign. */
    public static final int MAX_LENGTH = 24;

    /** Bytes that a value encoded roomily may touch. */
    public static final int ROOM = 1 + DecimalDigits.ROOM;

    private static final byte[] NAN = {'N', 'a', 'N'};
    private static final byte[] INFINITY = {'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'};

    private static final double PLAIN_MIN = 1e-3;
    private static final double PLAIN_LIMIT = 0x1p53;

    /** Numbers below it with six decimals have at most 15 digits, and no two such decimals are the same double. */
    private static final double SHORT_LIMIT = 1e9;

    private static final int SHORT_SCALE = 1_000_000;

    private final Schubfach shortest = new Schubfach();

    /** Encodes value at offset; returns the number of bytes written. */
    public int encode(final double value, final MutableDirectBuffer buffer, final int offset) {
        final double magnitude = Math.abs(value);
        if (!(magnitude <= Double.MAX_VALUE)) {
            return encodeNonFinite(value, buffer, offset);
        }
        int index = offset;
        if (Double.doubleToRawLongBits(value) < 0) {
            buffer.putByte(index++, (byte) '-');
        }
        return encodeFinite(magnitude, buffer, index) - offset;
    }

    /**
     * The same of a finite value, in less time, where the buffer has room: up to {@link #ROOM} bytes from offset on may
     * be touched, whatever the length.
     */
    public int encodeRoomily(final double value, final MutableDirectBuffer buffer, final int offset) {
        final double magnitude = Math.abs(value);
        int index = offset;
        if (Double.doubleToRawLongBits(value) < 0) {
            buffer.putByte(index++, (byte) '-');
        }
        final long whole = (long) magnitude;
        if (magnitude >= PLAIN_LIMIT || magnitude < PLAIN_MIN && magnitude != 0) {
            shortest.convert(magnitude);
            return DecimalDigits.putScientific(buffer, index, shortest.digits(), shortest.exponent()) - offset;
        }
        if (whole == magnitude) {
            index = DecimalDigits.putPointedRoomily(buffer, index, whole);
            buffer.putByte(index, (byte) '0');
            return index + 1 - offset;
        }
        if (magnitude < SHORT_LIMIT) {
            final long scaled = (long) (magnitude * SHORT_SCALE + 0.5);
            if ((double) scaled / SHORT_SCALE == magnitude) {
                final int fraction = (int) (scaled - whole * SHORT_SCALE) * 100;
                return DecimalDigits.putFixedRoomily(buffer, index, whole, fraction) - offset;
            }
        }
        shortest.convertPlain(magnitude);
        return DecimalDigits.putPlainRoomily(buffer, index, shortest.digits(), shortest.exponent(), whole) - offset;
    }

    private static int encodeNonFinite(final double value, final MutableDirectBuffer buffer, final int offset) {
        int index = offset;
        if (value < 0) {
            buffer.putByte(index++, (byte) '-');
        }
        final byte[] word = Double.isNaN(value) ? NAN : INFINITY;
        buffer.putBytes(index, word);
        return index + word.length - offset;
    }

    private int encodeFinite(final double magnitude, final MutableDirectBuffer buffer, final int index) {
        if (magnitude < PLAIN_LIMIT) {
            final long whole = (long) magnitude;
            if (whole == magnitude) {
                return DecimalDigits.putFixed(buffer, index, whole, 0);
            }
            if (magnitude >= PLAIN_MIN) {
                return encodePlain(magnitude, buffer, index);
            }
        }
        shortest.convert(magnitude);
        return DecimalDigits.putScientific(buffer, index, shortest.digits(), shortest.exponent());
    }

    /**
     * Most metrics have few decimals, and a multiplication finds them. The division proves it, for Clinger's reason: it
     * rounds just as a reader would. With 15 digits no shorter decimal can read back as the same double.
     */
    private int encodePlain(final double magnitude, final MutableDirectBuffer buffer, final int index) {
        if (magnitude < SHORT_LIMIT) {
            final long scaled = (long) (magnitude * SHORT_SCALE + 0.5);
            if ((double) scaled / SHORT_SCALE == magnitude) {
                final long whole = scaled / SHORT_SCALE;
                return DecimalDigits.putFixed(buffer, index, whole, (int) (scaled - whole * SHORT_SCALE) * 1000);
            }
        }
        shortest.convertPlain(magnitude);
        return DecimalDigits.putPlain(buffer, index, shortest.digits(), shortest.exponent(), (long) magnitude);
    }
}
