package leela.engine.counters;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The engine's counters in one buffer, usually a mapped file that other processes read without touching the engine: it
 * carries the names, so that a reader needs no source of ours.
 * Thread: any; additions are atomic, so hot paths sum up locally and add once a batch.
 * Memory: nothing per call; 64 bytes a counter, so that two counters never share a cache line.
 * Errors: a buffer that is too small, or that holds no counters of this layout, is refused.
 *
 * <pre>
 *   0       8      16         24         32             40             64 * (1 + id)   64 * (1 + capacity)
 *   +-------+------+----------+----------+--------------+--------------+---------------+---------------------
 *   | magic | pid  | started  | capacity | descriptions | descriptions | counter       | descriptions: see
 *   |       |      |          |          | begin at     | are long     |               | CounterDescriptions
 *   +-------+------+----------+----------+--------------+--------------+---------------+---------------------
 *     i64     i64    i64 ns     i64        i64            i64 bytes      i64             UTF-8
 *                                                                            native byte order
 * </pre>
 */
public final class Counters {

    /** "leela 02": the layout's version. */
    public static final long MAGIC = 0x6c65656c61203032L;
    /** Ids are below this. */
    public static final int CAPACITY = 512;

    private static final int PID_OFFSET = 8;
    private static final int STARTED_OFFSET = 16;
    private static final int CAPACITY_OFFSET = 24;
    private static final int DESCRIPTIONS_OFFSET = 32;
    private static final int DESCRIPTIONS_LENGTH_OFFSET = 40;
    private static final int VALUES_END = CACHE_LINE_LENGTH * (1 + CAPACITY);

    private final AtomicBuffer buffer;
    private final CounterDescriptions descriptions;

    /** These counters over a buffer of zeroes, of the {@link #length} they need. */
    public Counters(final AtomicBuffer buffer, final CounterDescriptions descriptions) {
        if (buffer.capacity() < length(descriptions)) {
            throw new IllegalArgumentException(
                    "counters buffer: " + buffer.capacity() + " bytes (expected: >= " + length(descriptions) + ")");
        }
        this.buffer = buffer;
        this.descriptions = descriptions;
    }

    /** What another process counts here, or did. */
    public static Counters of(final AtomicBuffer published) {
        if (published.capacity() < VALUES_END || published.getLongVolatile(0) != MAGIC) {
            throw new IllegalArgumentException("no counters of this version");
        }
        final long offset = published.getLong(DESCRIPTIONS_OFFSET);
        final long length = published.getLong(DESCRIPTIONS_LENGTH_OFFSET);
        if (offset < VALUES_END || length < 0 || offset + length > published.capacity()) {
            throw new IllegalArgumentException("the descriptions of the counters lie outside of the file");
        }
        final byte[] text = new byte[(int) length];
        published.getBytes((int) offset, text);
        return new Counters(published, CounterDescriptions.parse(new String(text, StandardCharsets.UTF_8)));
    }

    /** The engine's own and these, in memory: for tests and tools. */
    public static Counters inMemory(final Counter[]... further) {
        final List<Counter[]> sets = new ArrayList<>(List.of(further));
        sets.add(0, EngineCounter.values());
        final CounterDescriptions descriptions = CounterDescriptions.of(sets);
        final int length = length(descriptions) + CACHE_LINE_LENGTH;
        return new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(length)), descriptions);
    }

    /** Bytes that these need. */
    public static int length(final CounterDescriptions descriptions) {
        return VALUES_END + descriptions.text().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Writes the descriptions and the header, its magic last, so that a reader who sees that sees the rest. */
    public void publish(final long pid, final long startedNs) {
        final byte[] text = descriptions.text().getBytes(StandardCharsets.UTF_8);
        buffer.putBytes(VALUES_END, text);
        buffer.putLong(PID_OFFSET, pid);
        buffer.putLong(STARTED_OFFSET, startedNs);
        buffer.putLong(CAPACITY_OFFSET, CAPACITY);
        buffer.putLong(DESCRIPTIONS_OFFSET, VALUES_END);
        buffer.putLong(DESCRIPTIONS_LENGTH_OFFSET, text.length);
        buffer.putLongRelease(0, MAGIC);
    }

    /** Which counters there are. */
    public CounterDescriptions descriptions() {
        return descriptions;
    }

    public long pid() {
        return buffer.getLong(PID_OFFSET);
    }

    /** Start of the engine that owns the counters, epoch nanoseconds. */
    public long startedNs() {
        return buffer.getLong(STARTED_OFFSET);
    }

    public void increment(final Counter counter) {
        add(counter, 1);
    }

    /** Adds {@code amount}; zero costs nothing. */
    public void add(final Counter counter, final long amount) {
        if (amount != 0) {
            buffer.getAndAddLong(offset(counter), amount);
        }
    }

    /** Sets a gauge. One thread owns each gauge. */
    public void set(final Counter gauge, final long value) {
        buffer.putLongRelease(offset(gauge), value);
    }

    /** The present reading. */
    public long read(final Counter counter) {
        return buffer.getLongVolatile(offset(counter));
    }

    /** The sum over all members of a family. */
    public long sum(final String family) {
        return descriptions.family(family).stream().mapToLong(this::read).sum();
    }

    private static int offset(final Counter counter) {
        return CACHE_LINE_LENGTH * (1 + counter.id());
    }
}
