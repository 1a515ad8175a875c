package leela.io.input.graphite;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a pickle of points, {@code [(name, (time, value)), …]}, of any protocol, by the few opcodes that such lists are
 * made of. It looks nothing up, makes no object and calls nothing; any other opcode ends the reading.
 * Thread: its owner's.
 * Memory: see {@link PickleStack}; nothing per point.
 * Units: absolute indexes into the buffer, in bytes.
 */
final class PickleReader {

    /** Hears what is in the lists. Thread: the reader's. */
    interface Sink {

        /** One point. */
        void point(DirectBuffer buffer, int name, int nameLength, double time, double value);

        /** Something else that stands in a list. */
        void other();
    }

    private static final int MALFORMED = -1;
    private static final int FRAME_LENGTH = 8;

    private final PickleStack stack = new PickleStack();
    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private final Sink sink;
    private DirectBuffer buffer;
    private int limit;

    PickleReader(final Sink sink) {
        this.sink = sink;
    }

    /** Reads all; false where something does not belong into it. What came before that counts. */
    boolean read(final DirectBuffer from, final int offset, final int end) {
        buffer = from;
        limit = end;
        stack.clear(end - offset);
        int index = offset;
        while (index >= 0 && index < end) {
            final byte opcode = from.getByte(index);
            if (opcode == '.') {
                return !stack.isFull();
            }
            index = stack.isFull() ? MALFORMED : next(opcode & 0xff, index + 1);
        }
        return false;
    }

    /** One opcode, whose argument begins at {@code at}; what is behind it, or MALFORMED. */
    private int next(final int opcode, final int at) {
        return switch (opcode) {
            case 0x80 -> has(at, 1) ? at + 1 : MALFORMED; // PROTO
            case 0x95 -> has(at, FRAME_LENGTH) ? at + FRAME_LENGTH : MALFORMED; // FRAME
            case '(' -> pushedKind(PickleStack.MARK, at);
            case ']' -> pushedKind(PickleStack.LIST, at);
            case 'N', 0x88, 0x89, ')' -> pushedKind(PickleStack.OTHER, at); // NONE, booleans, the empty tuple
            case '0' -> popped(at);
            case 'l' -> list(at);
            case 'a' -> append(at);
            case 'e' -> appends(at);
            case 't' -> tupleOfMark(at);
            case 0x85, 0x86, 0x87 -> tuple(stack.depth() - (opcode - 0x84), at);
            case 'q', 'r', 'p', 0x94, 'h', 'j', 'g' -> memo(opcode, at);
            case 'X', 'T', 'B', 'U', 'C', 0x8c, 0x8d, 0x8e, 'S', 'V' -> text(opcode, at);
            default -> number(opcode, at);
        };
    }

    private int number(final int opcode, final int at) {
        return switch (opcode) {
            case 'G' ->
                has(at, 8) ? pushed(Double.longBitsToDouble(buffer.getLong(at, BIG_ENDIAN)), at + 8) : MALFORMED;
            case 'J' -> has(at, 4) ? pushed(buffer.getInt(at, LITTLE_ENDIAN), at + 4) : MALFORMED;
            case 'K' -> has(at, 1) ? pushed(buffer.getByte(at) & 0xff, at + 1) : MALFORMED;
            case 'M' -> has(at, 2) ? pushed(buffer.getShort(at, LITTLE_ENDIAN) & 0xffff, at + 2) : MALFORMED;
            case 0x8a -> has(at, 1) ? longNumber(buffer.getByte(at) & 0xff, at + 1) : MALFORMED;
            case 'F', 'I', 'L' -> decimal(at);
            default -> MALFORMED;
        };
    }

    private int memo(final int opcode, final int at) {
        return switch (opcode) {
            case 'q' -> has(at, 1) && stack.put(buffer.getByte(at) & 0xff) ? at + 1 : MALFORMED;
            case 'r' -> has(at, 4) && stack.put(buffer.getInt(at, LITTLE_ENDIAN)) ? at + 4 : MALFORMED;
            case 0x94 -> stack.putNext() ? at : MALFORMED;
            case 'h' -> has(at, 1) && stack.get(buffer.getByte(at) & 0xff) ? at + 1 : MALFORMED;
            case 'j' -> has(at, 4) && stack.get(buffer.getInt(at, LITTLE_ENDIAN)) ? at + 4 : MALFORMED;
            default -> memoByLine(opcode, at);
        };
    }

    private int memoByLine(final int opcode, final int at) {
        final int end = lineEnd(at);
        if (end == MALFORMED || number.decode(buffer, at, end) != end) {
            return MALFORMED;
        }
        final int place = (int) number.value();
        return (opcode == 'p' ? stack.put(place) : stack.get(place)) ? end + 1 : MALFORMED;
    }

    private int text(final int opcode, final int at) {
        return switch (opcode) {
            case 'U', 'C', 0x8c -> has(at, 1) ? text(buffer.getByte(at) & 0xff, at + 1, 0) : MALFORMED;
            case 'X', 'T', 'B' -> has(at, 4) ? text(buffer.getInt(at, LITTLE_ENDIAN), at + 4, 0) : MALFORMED;
            case 'S', 'V' -> line(opcode, at);
            default -> has(at, 8) ? text(shortLength(at), at + 8, 0) : MALFORMED;
        };
    }

    private int shortLength(final int at) {
        final long length = buffer.getLong(at, LITTLE_ENDIAN);
        return length < 0 || length > limit ? MALFORMED : (int) length;
    }

    private int text(final int length, final int at, final int behind) {
        if (length < 0 || !has(at, length)) {
            return MALFORMED;
        }
        stack.pushText(at, length);
        return at + length + behind;
    }

    /** A text on a line; one with a backslash means other bytes than stand there, and is no name. */
    private int line(final int opcode, final int at) {
        final int end = lineEnd(at);
        if (end == MALFORMED) {
            return MALFORMED;
        }
        final int quotes = opcode == 'S' ? 1 : 0;
        if (end - at < 2 * quotes) {
            return MALFORMED;
        }
        for (int i = at; i < end; i++) {
            if (buffer.getByte(i) == '\\') {
                return pushedKind(PickleStack.OTHER, end + 1);
            }
        }
        return text(end - at - 2 * quotes, at + quotes, quotes + 1);
    }

    private int decimal(final int at) {
        final int end = lineEnd(at);
        if (end == MALFORMED) {
            return MALFORMED;
        }
        final int numberEnd = end > at && buffer.getByte(end - 1) == 'L' ? end - 1 : end;
        return number.decode(buffer, at, numberEnd) == numberEnd ? pushed(number.value(), end + 1) : MALFORMED;
    }

    private int longNumber(final int length, final int at) {
        if (length > Long.BYTES || !has(at, length)) {
            return MALFORMED;
        }
        long value = length > 0 && buffer.getByte(at + length - 1) < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << Byte.SIZE | buffer.getByte(at + i) & 0xff;
        }
        return pushed(value, at + length);
    }

    private int pushed(final double value, final int behind) {
        stack.pushNumber(value);
        return behind;
    }

    private int pushedKind(final byte kind, final int behind) {
        stack.push(kind);
        return behind;
    }

    private int popped(final int behind) {
        stack.pop();
        return behind;
    }

    private int list(final int behind) {
        final int first = stack.behindMark();
        if (first < 0) {
            return MALFORMED;
        }
        tell(first);
        stack.popTo(first - 1);
        stack.push(PickleStack.LIST);
        return behind;
    }

    private int append(final int behind) {
        if (stack.kind(stack.depth() - 2) != PickleStack.LIST) {
            return MALFORMED;
        }
        tell(stack.depth() - 1);
        stack.pop();
        return behind;
    }

    private int appends(final int behind) {
        final int first = stack.behindMark();
        if (stack.kind(first - 2) != PickleStack.LIST) {
            return MALFORMED;
        }
        tell(first);
        stack.popTo(first - 1);
        return behind;
    }

    /** What stands from a depth on goes into a list. */
    private void tell(final int first) {
        for (int i = first; i < stack.depth(); i++) {
            if (stack.kind(i) == PickleStack.POINT) {
                sink.point(buffer, stack.from(i), stack.length(i), stack.one(i), stack.other(i));
            } else {
                sink.other();
            }
        }
    }

    /** A tuple of what stands behind the mark, which goes. */
    private int tupleOfMark(final int behind) {
        final int first = stack.behindMark();
        if (first < 0) {
            return MALFORMED;
        }
        stack.withoutMark(first - 1);
        return tuple(first - 1, behind);
    }

    private int tuple(final int first, final int behind) {
        if (first < 0) {
            return MALFORMED;
        }
        stack.tuple(first);
        return behind;
    }

    /** The index of the line end, or MALFORMED. */
    private int lineEnd(final int at) {
        for (int i = at; i < limit; i++) {
            if (buffer.getByte(i) == '\n') {
                return i;
            }
        }
        return MALFORMED;
    }

    private boolean has(final int at, final int length) {
        return length <= limit - at;
    }
}
