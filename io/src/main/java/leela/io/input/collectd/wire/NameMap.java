package leela.io.input.collectd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * From names to what stands for them, looked up where the name lies in a packet. Names have one character a byte
 * (Latin-1).
 * Thread: immutable.
 * Memory: nothing per look-up; at most half of the cells used.
 */
public final class NameMap<V> {

    private static final int EMPTY = -1;
    private static final int FACTOR = 0x9e3779b1;

    private final byte[][] names;
    private final List<V> values;
    private final int[] cells;

    public NameMap(final Map<String, V> entries) {
        names = entries.keySet().stream().map(name -> name.getBytes(ISO_8859_1)).toArray(byte[][]::new);
        values = List.copyOf(entries.values());
        cells = new int[BitUtil.findNextPositivePowerOfTwo(2 * names.length + 1)];
        Arrays.fill(cells, EMPTY);
        for (int i = 0; i < names.length; i++) {
            int cell = hash(names[i]) & cells.length - 1;
            while (cells[cell] != EMPTY) {
                cell = cell + 1 & cells.length - 1;
            }
            cells[cell] = i;
        }
    }

    public int size() {
        return names.length;
    }

    /** What stands for a name, or null. */
    public V find(final DirectBuffer buffer, final int offset, final int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = step(hash, buffer.getByte(offset + i));
        }
        final int mask = cells.length - 1;
        for (int cell = spread(hash) & mask; cells[cell] != EMPTY; cell = cell + 1 & mask) {
            if (isName(names[cells[cell]], buffer, offset, length)) {
                return values.get(cells[cell]);
            }
        }
        return null;
    }

    private static boolean isName(final byte[] name, final DirectBuffer buffer, final int offset, final int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != buffer.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(final byte[] name) {
        int hash = name.length;
        for (final byte b : name) {
            hash = step(hash, b);
        }
        return spread(hash);
    }

    private static int step(final int hash, final byte b) {
        return 31 * hash + b;
    }

    private static int spread(final int hash) {
        final int mixed = hash * FACTOR;
        return mixed ^ mixed >>> Short.SIZE;
    }
}
