package leela.engine.chunk;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads the numbers that stand before coded points.
 * Thread: its owner's.
 * Memory: nothing per call.
 * Errors: {@link ChunkException} behind the end.
 */
final class HeadReader {

    private DirectBuffer buffer;
    private int index;
    private int end;

    void wrap(final DirectBuffer source, final int offset, final int newEnd) {
        buffer = source;
        index = offset;
        end = newEnd;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Where the next number begins. */
    int index() {
        return index;
    }

    void moveTo(final int newIndex) {
        index = newIndex;
    }

    int end() {
        return end;
    }

    int nextByte() {
        if (index >= end) {
            throw new ChunkException("chunk: cut off inside its header");
        }
        return buffer.getByte(index++) & 0xff;
    }

    long number() {
        final int behind = VarInt.end(buffer, index, end);
        if (behind < 0) {
            throw new ChunkException(
                    end - index < VarInt.MAX_LENGTH
                            ? "chunk: cut off inside its header"
                            : "chunk: a number of more than 64 bits");
        }
        final long value = VarInt.get(buffer, index, behind);
        index = behind;
        return value;
    }

    long signed() {
        return VarInt.unzigzag(number());
    }

    /** A number of bytes that follow. */
    int length() {
        final long length = number();
        if (length < 0 || length > end - index) {
            throw new ChunkException("chunk: " + length + " raw bytes (expected: 0-" + (end - index) + ")");
        }
        return (int) length;
    }

    double real() {
        final int at = index;
        pass(Double.BYTES);
        return buffer.getDouble(at, ByteOrder.LITTLE_ENDIAN);
    }

    void pass(final int bytes) {
        if (end - index < bytes) {
            throw new ChunkException("chunk: cut off inside its header");
        }
        index += bytes;
    }
}
