package leela.io.input.collectd;

import static leela.io.input.collectd.wire.CollectdDescriptor.textLength;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Data sets by the numbers of their types' names, of which few are in use at a time.
 * Thread: its decoder's.
 * Memory: 2 KiB at construction; nothing per look-up.
 */
final class TypeNumbers {

    private static final int CAPACITY = 256;

    private final int[] numbers = new int[CAPACITY];
    private final DataSet[] dataSets = new DataSet[CAPACITY];
    private TypesDb types = TypesDb.NONE;

    /** Forgets all: other types are in force, or other numbers. */
    void clear(final TypesDb newTypes) {
        types = newTypes;
        Arrays.fill(numbers, NameNumbers.EMPTY);
    }

    /**
     * What is known of the type of this number, whose name lies in the packet, up to a NUL in it; null where nothing
     * is.
     */
    DataSet find(final int number, final DirectBuffer packet, final int offset, final int length) {
        final int cell = number & CAPACITY - 1;
        if (numbers[cell] != number || number == NameNumbers.EMPTY) {
            numbers[cell] = number;
            dataSets[cell] = types.find(packet, offset, textLength(packet, offset, length));
        }
        return dataSets[cell];
    }
}
