package leela.io.input.influx;

import leela.engine.keys.TaggedKey;
import org.agrona.DirectBuffer;

/**
 * Names in lines, in which a backslash takes the meaning from a comma, a blank and, in all but a measurement, an equals
 * sign; before any other byte it stands for itself.
 * Thread: any; stateless.
 */
final class Escapes {

    /** Of a measurement: ends at a comma or a blank. */
    static final int MEASUREMENT = 0;
    /** Of a tag's key or value, or a field's key: ends at an equals sign, too. */
    static final int KEY = 1;

    private Escapes() {}

    /** Where the name that begins at {@code start} ends: at a byte that is not escaped and ends it, or at the limit. */
    static int end(final DirectBuffer line, final int start, final int limit, final int kind) {
        int i = start;
        while (i < limit) {
            final byte b = line.getByte(i);
            if (b == '\\' && i + 1 < limit && isMeant(line.getByte(i + 1), kind)) {
                i++;
            } else if (isMeant(b, kind) || b == '\n') {
                return i;
            }
            i++;
        }
        return limit;
    }

    /** Appends a name, its backslashes undone. */
    static void append(final TaggedKey key, final DirectBuffer line, final int start, final int end, final int kind) {
        for (int i = start; i < end; i++) {
            final byte b = line.getByte(i);
            final boolean isEscape = b == '\\' && i + 1 < end && isMeant(line.getByte(i + 1), kind);
            key.append(isEscape ? line.getByte(++i) : b);
        }
    }

    private static boolean isMeant(final byte b, final int kind) {
        return b == ',' || b == ' ' || b == '=' && kind == KEY;
    }
}
