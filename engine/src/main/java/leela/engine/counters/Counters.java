package leela.engine.counters;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The engine's counters in one buffer, usually a mapped file that other processes read without touching the engine.
 * Thread: any; additions are atomic, so hot paths sum up locally and add once a batch.
 * Memory: nothing per call; 64 bytes a counter, so that two counters never share a cache line.
 * Errors: a buffer that is too small is refused at construction.
 *
 * <pre>
 *   0        8        16        24          64            64 * (1 + id)
 *   +--------+--------+---------+-----------+-------------+---------------
 *   | magic  | pid    | started | (unused)  | counter 0   | counter id ...
 *   +--------+--------+---------+-----------+-------------+---------------
 *     i64      i64      i64 ns                i64           native byte order
 * </pre>
 */
public final class Counters {

    /** "leela 1" and the layout's version. */
    public static final long MAGIC = 0x6c65656c61203031L;
    /** Ids are below this. */
    public static final int MAX_COUNTERS = 300;
    /** Bytes the buffer needs. */
    public static final int LENGTH = CACHE_LINE_LENGTH * (1 + MAX_COUNTERS);

    private static final int PID_OFFSET = 8;
    private static final int STARTED_OFFSET = 16;

    private final AtomicBuffer buffer;

    /** Counters over a buffer that holds them already, or zeroes. */
    public Counters(final AtomicBuffer buffer) {
        if (buffer.capacity() < LENGTH) {
            throw new IllegalArgumentException(
                    "counters buffer: " + buffer.capacity() + " bytes (expected: >= " + LENGTH + ")");
        }
        this.buffer = buffer;
    }

    /** Counters in the heap's own memory, for tests and tools. */
    public static Counters inMemory() {
        return new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH + CACHE_LINE_LENGTH)));
    }

    /** Writes the header last, so that a reader who sees the magic sees the rest. */
    public void publishHeader(final long pid, final long startedNs) {
        buffer.putLong(PID_OFFSET, pid);
        buffer.putLong(STARTED_OFFSET, startedNs);
        buffer.putLongRelease(0, MAGIC);
    }

    /** Whether an engine has written its header here. */
    public boolean isPublished() {
        return buffer.getLongVolatile(0) == MAGIC;
    }

    public long pid() {
        return buffer.getLong(PID_OFFSET);
    }

    /** Start of the engine that owns the counters, epoch nanoseconds. */
    public long startedNs() {
        return buffer.getLong(STARTED_OFFSET);
    }

    public void increment(final CounterId id) {
        add(id, 1);
    }

    /** Adds {@code amount}; zero costs nothing. */
    public void add(final CounterId id, final long amount) {
        if (amount != 0) {
            buffer.getAndAddLong(offset(id), amount);
        }
    }

    /** Sets a gauge. One thread owns each gauge. */
    public void set(final CounterId id, final long value) {
        buffer.putLongRelease(offset(id), value);
    }

    /** The present reading. */
    public long read(final CounterId id) {
        return buffer.getLongVolatile(offset(id));
    }

    /** The sum over all members of a family. */
    public long sum(final String family) {
        long sum = 0;
        for (final CounterId id : CounterId.values()) {
            if (id.family().equals(family)) {
                sum += read(id);
            }
        }
        return sum;
    }

    private static int offset(final CounterId id) {
        return CACHE_LINE_LENGTH * (1 + id.id());
    }
}
