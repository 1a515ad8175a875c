package leela.engine.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes bits as they are, least significant first. Thread: its owner's. Memory: writes into an array of its owner. */
final class BitWriter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int length;
    private long held;
    private int heldBits;

    BitWriter(final byte[] bytes) {
        this.bytes = bytes;
    }

    void start() {
        length = 0;
        held = 0;
        heldBits = 0;
    }

    /** Writes the lowest {@code count} bits, 0 to 64; the others must be zero. */
    void write(final long bits, final int count) {
        if (count == 0) {
            return;
        }
        held |= bits << heldBits;
        final int total = heldBits + count;
        if (total < Long.SIZE) {
            heldBits = total;
            return;
        }
        LONGS.set(bytes, length, held);
        length += Long.BYTES;
        final int written = Long.SIZE - heldBits;
        held = written == Long.SIZE ? 0 : bits >>> written;
        heldBits = total - Long.SIZE;
    }

    /** Ends the stream; its length in bytes. */
    int finish() {
        LONGS.set(bytes, length, held);
        return length + (heldBits + Byte.SIZE - 1) / Byte.SIZE;
    }
}
