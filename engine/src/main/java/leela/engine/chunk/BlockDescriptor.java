package leela.engine.chunk;

/**
 * Layout of the blocks of a chunk of version 2: each begins anew, and says what its points come to.
 *
 * <pre>
 *   chunk: kind tens count first unit last scale   as in {@link ChunkDescriptor}, but for kind's bit 3, which is 0
 *          size   points of a block; the last one has the rest     var
 *          step   the usual distance of two points, in units      var
 *          block block …
 *
 *   +-------+--------+--------+-----------+------+---------+------+-------+
 *   | flags | length | time   | integer   | sums | raw len | bits | coded |
 *   +-------+--------+--------+-----------+------+---------+------+-------+
 *     u8      var      zigzag   zigzag            var
 *
 *   flags    bit 0 the points are the usual distance apart, and no times follow
 *            bit 1 the block begins where it would if the one before had no gap, and time is left out
 *            bit 2 all values are the first one: no sums, no bits
 *            bit 3 no value tells whether it is zero: few are, and reading takes half the time
 *            bit 4 some values stand among the raw bits as they are
 *            bit 5 sums as doubles
 *            bit 6 no sums
 *   length   of everything behind the sums
 *   time     of the first point, less where it would begin; in units
 *   integer  of the first value, less that of the block before
 *   sums     of integers: first - least, most - first, last - first, sum - points * first; var var zigzag zigzag.
 *            As doubles: how many are numbers (var); if any: least, most, sum, first, last
 *   raw len  left out where nothing is coded
 * </pre>
 *
 * <p>Measured, for chunks of 4,096 points: blocks of 128, 256, 512 make the gauges of a machine 21, 12, 7 % larger than
 * one piece, short decimals 10, 5, 3 %; a year in 1,000 buckets then takes 1.3, 1.1, 1.4 ns a point, where decoding one
 * by one takes 40, and many at once 5.
 *
 * <p>Thread: immutable.
 */
final class BlockDescriptor {

    static final int VERSION = 2;
    /** Points of a block. */
    static final int POINTS = 512;
    /** Chunks of fewer are of version 1. */
    static final int FEWEST = 32;
    /** Blocks of fewer bear no sums: they are soon decoded. */
    static final int SUMMED = 128;

    static final int REGULAR_FLAG = 1;
    static final int EXPECTED_FLAG = 2;
    static final int CONSTANT_FLAG = 4;
    static final int PLAIN_FLAG = 8;
    static final int ESCAPE_FLAG = 16;
    static final int DOUBLES_FLAG = 32;
    static final int BARE_FLAG = 64;

    /** Integers below it, either side of zero, are doubles, and {@link ChunkDescriptor#MAX_POINTS} add up to a long. */
    static final long SUMMABLE = 1L << 50;

    /** A head with everything at its longest. */
    static final int MAX_HEAD_LENGTH = 96;

    private BlockDescriptor() {}
}
