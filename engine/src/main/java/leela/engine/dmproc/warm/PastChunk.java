package leela.engine.dmproc.warm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import leela.engine.ring.RecordedCommand;
import leela.engine.spi.PastPoints.Gap;

/**
 * A part of what was read of the past for one state of a query, as it enters the stream: in the order of times, few
 * enough for one step. The journal keeps it, so that a replay gives the same points at the same place.
 *
 * <pre>
 *   number of the filling | flags (1 last of the state, 2 last of the query) | gap | resolution
 *   | shortest interval in ms | samples a second of all series, in nanohertz | how many series
 *   | the group's key | its name
 *   | keys: how many, then input and key of each | points: how many, then of each
 *       time less the one before, index of its key less the one before, bits of its value xor the one before, reversed
 *   (numbers in groups of 7 bits, the lowest first, those that may be negative zigzag; texts behind their lengths)
 * </pre>
 *
 * Thread: immutable; arrays are the maker's to leave alone.
 */
public final class PastChunk {

    /** Of its command. */
    public static final int KIND = RecordedCommand.FIRST_KIND + 8;

    /** Points of one step. */
    public static final int MOST_POINTS = 512;

    /** Bytes of keys of one step: all fits into a record of the journal. */
    static final int MOST_KEY_BYTES = 24_000;

    private static final int LAST_OF_STATE = 1;
    private static final int LAST_OF_QUERY = 2;
    private static final int NUMBER_BYTES = 10;
    private static final int POINT_BYTES = 2 * NUMBER_BYTES + 3;
    private static final byte[][] NO_KEYS = {};
    private static final byte[] NOTHING = {};

    /**
     * For what the points are.
     *
     * @param number     of the filling
     * @param group      key of the group, as it is looked up; empty of a series, and at the end of a query
     * @param name       what the group's results are called
     * @param series     how many series it has
     * @param shortestMs the shortest interval of these; 0 where none is known
     * @param nanohertz  how often they send together
     */
    public record Target(long number, byte[] group, byte[] name, int series, int shortestMs, long nanohertz) {

        /** One series, or all that is left of a query. */
        public static Target of(final long number) {
            return new Target(number, NOTHING, NOTHING, 1, 0, 0);
        }
    }

    /**
     * Points that follow each other.
     *
     * @param keys    of their series
     * @param inputs  which input of the query each series is
     * @param sources index of each point's key
     */
    public record Points(byte[][] keys, int[] inputs, int count, long[] timesNs, double[] values, int[] sources) {

        public static final Points NONE = new Points(NO_KEYS, new int[0], 0, new long[0], new double[0], new int[0]);
    }

    private final Target target;
    private final Points points;
    private final long resolutionNs;
    private final int flags;
    private final Gap gap;

    private PastChunk(
            final Target target, final Points points, final long resolutionNs, final int flags, final Gap gap) {
        this.target = target;
        this.points = points;
        this.resolutionNs = resolutionNs;
        this.flags = flags;
        this.gap = gap;
    }

    /** Points that more follow. */
    static PastChunk more(final Target target, final Points points, final long resolutionNs) {
        return new PastChunk(target, points, resolutionNs, 0, Gap.NONE);
    }

    /** The last of a state. */
    static PastChunk last(final Target target, final Points points, final long resolutionNs, final Gap gap) {
        return new PastChunk(target, points, resolutionNs, LAST_OF_STATE, gap);
    }

    /** All groups of the query have been read. */
    static PastChunk end(final long number, final Gap gap) {
        return new PastChunk(Target.of(number), Points.NONE, 1, LAST_OF_QUERY, gap);
    }

    public Target target() {
        return target;
    }

    public boolean isLastOfState() {
        return (flags & LAST_OF_STATE) != 0;
    }

    public boolean isLastOfQuery() {
        return (flags & LAST_OF_QUERY) != 0;
    }

    public Gap gap() {
        return gap;
    }

    /** To what times are cut. */
    public long resolutionNs() {
        return resolutionNs;
    }

    public int count() {
        return points.count;
    }

    public long timeNs(final int index) {
        return points.timesNs[index];
    }

    public double value(final int index) {
        return points.values[index];
    }

    public byte[] key(final int index) {
        return points.keys[points.sources[index]];
    }

    public int input(final int index) {
        return points.inputs[points.sources[index]];
    }

    // ---- in the journal

    byte[] toBytes() {
        int keyBytes = 0;
        for (final byte[] key : points.keys) {
            keyBytes += key.length + 2 * NUMBER_BYTES;
        }
        final ByteBuffer to = ByteBuffer.allocate(
                10 * NUMBER_BYTES + target.group.length + target.name.length + keyBytes + points.count * POINT_BYTES);
        put(to, target.number);
        to.put((byte) flags).put((byte) gap.ordinal());
        put(to, resolutionNs);
        put(to, target.shortestMs);
        put(to, target.nanohertz);
        put(to, target.series);
        put(to, target.group);
        put(to, target.name);
        put(to, points.keys.length);
        for (int i = 0; i < points.keys.length; i++) {
            put(to, points.inputs[i]);
            put(to, points.keys[i]);
        }
        put(to, points.count);
        long timeNs = 0;
        int source = 0;
        long bits = 0;
        for (int i = 0; i < points.count; i++) {
            put(to, zigzag(points.timesNs[i] - timeNs));
            put(to, zigzag(points.sources[i] - source));
            put(to, Long.reverse(Double.doubleToRawLongBits(points.values[i]) ^ bits));
            timeNs = points.timesNs[i];
            source = points.sources[i];
            bits = Double.doubleToRawLongBits(points.values[i]);
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    /** Reads one. */
    public static PastChunk of(final ByteBuffer from) {
        final long number = number(from);
        final int flags = from.get();
        final Gap gap = Gap.of(from.get());
        final long resolutionNs = number(from);
        final int shortestMs = (int) number(from);
        final long nanohertz = number(from);
        final int series = (int) number(from);
        final Target target = new Target(number, text(from), text(from), series, shortestMs, nanohertz);
        final byte[][] keys = new byte[(int) number(from)][];
        final int[] inputs = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            inputs[i] = (int) number(from);
            keys[i] = text(from);
        }
        final int count = (int) number(from);
        final Points points = new Points(keys, inputs, count, new long[count], new double[count], new int[count]);
        long timeNs = 0;
        int source = 0;
        long bits = 0;
        for (int i = 0; i < count; i++) {
            timeNs += ofZigzag(number(from));
            source += (int) ofZigzag(number(from));
            bits ^= Long.reverse(number(from));
            points.timesNs[i] = timeNs;
            points.sources[i] = source;
            points.values[i] = Double.longBitsToDouble(bits);
        }
        return new PastChunk(target, points, resolutionNs, flags, gap);
    }

    private static void put(final ByteBuffer to, final byte[] text) {
        put(to, text.length);
        to.put(text);
    }

    private static byte[] text(final ByteBuffer from) {
        final byte[] text = new byte[(int) number(from)];
        from.get(text);
        return text;
    }

    private static void put(final ByteBuffer to, final long number) {
        long left = number;
        while ((left & ~0x7fL) != 0) {
            to.put((byte) (left | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    private static long number(final ByteBuffer from) {
        long number = 0;
        int shift = 0;
        byte next = from.get();
        while (next < 0) {
            number |= (next & 0x7fL) << shift;
            shift += 7;
            next = from.get();
        }
        return number | (long) next << shift;
    }

    private static long zigzag(final long number) {
        return number << 1 ^ number >> Long.SIZE - 1;
    }

    private static long ofZigzag(final long coded) {
        return coded >>> 1 ^ -(coded & 1);
    }
}
