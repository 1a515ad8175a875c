package leela.io.input.statsd;

import leela.engine.series.KeyHash;
import org.agrona.DirectBuffer;

/**
 * What stands before and behind the value in the first line of a name, as the client wrote it: a line that is the same
 * but for its value means the same name, type, tags and rate, and need not be taken apart.
 * Thread: immutable.
 * Memory: at most {@link #MOST_BYTES} more than the name.
 */
final class LineForm {

    /** What tags and their order may add to a name as it is held, and what the arrays cost. */
    static final int MOST_BYTES = 160;

    private static final int MOST_LONGER = 64;

    private final byte[] head;
    private final byte[] tail;
    private final double weight;

    private LineForm(final byte[] head, final byte[] tail, final double weight) {
        this.head = head;
        this.tail = tail;
        this.weight = weight;
    }

    /**
     * Of a line whose first value begins at {@code value} and whose type is behind the bar, or null where it says much
     * more than the name that is held.
     *
     * @param weight what its value stands for
     */
    static LineForm of(
            final DirectBuffer buffer,
            final int offset,
            final int value,
            final int bar,
            final int limit,
            final double weight,
            final int nameLength) {
        if (value - offset + limit - bar > nameLength + MOST_LONGER) {
            return null;
        }
        final byte[] head = new byte[value - offset];
        final byte[] tail = new byte[limit - bar];
        buffer.getBytes(offset, head);
        buffer.getBytes(bar, tail);
        return new LineForm(head, tail, weight);
    }

    /** Where the value begins of a line that begins so, else {@code offset}. */
    int valueStart(final DirectBuffer buffer, final int offset, final int limit) {
        return head.length < limit - offset && KeyHash.isEqual(head, buffer, offset, head.length)
                ? offset + head.length
                : offset;
    }

    /** Whether the rest of the line, behind the value, is this one's. */
    boolean isEnd(final DirectBuffer buffer, final int valueEnd, final int limit) {
        return KeyHash.isEqual(tail, buffer, valueEnd, limit - valueEnd);
    }

    double weight() {
        return weight;
    }
}
