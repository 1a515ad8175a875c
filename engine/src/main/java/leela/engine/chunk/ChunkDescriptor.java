package leela.engine.chunk;

/**
 * Layout of a chunk of version 1; that of version 2, which ends with blocks, is told at {@link BlockDescriptor}. Both
 * are read; version 2 is written, but of few points, and of times that do not ascend.
 *
 * <pre>
 *   +------+-------+-------+-------+------+------+--------+--------+----------+-----------+-------------+
 *   | kind | tens  | count | first | unit | last | scale  | value  | bits len | bits      | coded       |
 *   +------+-------+-------+-------+------+------+--------+--------+----------+-----------+-------------+
 *     u8     u8      var     zigzag  var    zigzag zigzag   zigzag   var        len bytes   to the end
 *
 *   kind   bit 0-1 how doubles became integers ({@link ValueScale}), bit 2 their differences were taken twice,
 *          bit 3 some values were left out of that and stand among the raw bits, bit 4-7 version 1
 *   tens   powers of ten taken out of first (low half) and of unit (high half)
 *   first  time of the first point, ns;  last = (last - first) / unit;  unit divides every difference of two times
 *   value  integer of the first value
 *   bits   low bits of the residuals, least significant first
 *   coded  a range coder's output, its trailing zeros cut off
 * </pre>
 *
 * <p>Times are kept as differences of differences in units, values as differences (once or twice) of integers, all
 * modulo 2^64, so that any order of times and any bit pattern survives. What remains is mostly zero: {@link
 * ResidualModel} says how it is coded.
 * Thread: immutable.
 */
public final class ChunkDescriptor {

    /** Most points in one chunk. */
    public static final int MAX_POINTS = 4096;

    static final int VERSION = 1;
    static final int VERSION_SHIFT = 4;
    static final int SCALE_MASK = 3;
    static final int TWICE_FLAG = 4;
    static final int ESCAPE_FLAG = 8;
    static final int MAX_TENS = 15;
    static final int MAX_HEADER_LENGTH = 64;
    /**
     * Two residuals of a point at their very worst, each 9 unlikely decisions of 8.1 bits and 62 raw bits; an escape;
     * rounded up.
     */
    private static final int MAX_POINT_LENGTH = 64;

    private static final long[] POWERS_OF_TEN = new long[MAX_TENS + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private ChunkDescriptor() {}

    /** Room that {@code count} points may need, whatever they are. */
    public static int maxLength(final int count) {
        return MAX_HEADER_LENGTH
                + count * MAX_POINT_LENGTH
                + (count / BlockDescriptor.POINTS + 1) * BlockDescriptor.MAX_HEAD_LENGTH;
    }

    static long powerOfTen(final int exponent) {
        return POWERS_OF_TEN[exponent];
    }

    /** How often ten divides {@code number}, at most {@link #MAX_TENS}; 0 for zero. */
    static int tensIn(final long number) {
        int tens = 0;
        for (long rest = number; rest != 0 && rest % 10 == 0 && tens < MAX_TENS; rest /= 10) {
            tens++;
        }
        return tens;
    }
}
