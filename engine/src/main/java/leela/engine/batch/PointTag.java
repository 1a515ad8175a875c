package leela.engine.batch;

/**
 * The layout of a point in {@link PointBlocks}: a tag, the bytes of its time, the bytes of its value, each number with
 * its lowest byte first and without the zeros that it ends with.
 *
 * <pre>
 *   tag      ttt vvvvv
 *   ttt      0-6: the time is the last one's, and as much later as that was behind the one before it, and so many bytes
 *            more, zigzag (0, 1, 2, 3, 4, 6, 8); 7: no point, see {@link #END} and {@link #BEGIN}
 *   vvvvv    0: the last value; 1-7: so many bytes of what its integer is more than the last one's, zigzag, both
 *            decimals of the scale; 9: a byte with the scale that counts from here on and a number of bytes, these
 *            behind it; 10-17: 1 to 8 bytes of the bits that differ; 18-22: 1 to 5, of those above the lowest 24
 * </pre>
 *
 * A point lies in one block. The first of a run is told as what came behind time 0, value 0.0, and with scale 0.
 * Thread: stateless.
 */
final class PointTag {

    /** The rest of the block is empty. */
    static final int END = 0xe0;
    /** A run begins with the next tag. */
    static final int BEGIN = 0xe1;

    static final int TIME_SHIFT = 5;
    static final int VALUE_MASK = 0x1f;
    static final int SAME = 0;
    /** By so much below the code of what has a number of bytes. */
    static final int DECIMAL = 0;

    /** Bytes of these at most: the scale may come before them. */
    static final int MOST_DECIMAL = 7;

    static final int SCALE = 9;
    static final int SCALE_SHIFT = 4;
    static final int SCALE_BYTES = 0xf;
    static final int LOW = 9;
    static final int HIGH = 17;
    /** The bits below are not told with {@link #HIGH}. */
    static final int HIGH_SHIFT = 24;

    private static final byte[] TIME_CODES = {0, 1, 2, 3, 4, 5, 5, 6, 6};
    private static final byte[] TIME_BYTES = {0, 1, 2, 3, 4, 6, 8};

    private PointTag() {}

    /** The code for times that take so many bytes, or a few more. */
    static int timeCode(final int bytes) {
        return TIME_CODES[bytes];
    }

    static int timeBytes(final int timeCode) {
        return TIME_BYTES[timeCode];
    }

    static long zigzag(final long number) {
        return number << 1 ^ number >> Long.SIZE - 1;
    }

    static long unzigzag(final long coded) {
        return coded >>> 1 ^ -(coded & 1);
    }

    /** Bytes without the zeros that a number ends with. */
    static int bytesOf(final long number) {
        return Long.SIZE + Byte.SIZE - 1 - Long.numberOfLeadingZeros(number) >>> 3;
    }

    /** The step that the next time is measured by: one that is too long for an int counts as none. */
    static int kept(final long step) {
        return (int) step == step ? (int) step : 0;
    }
}
