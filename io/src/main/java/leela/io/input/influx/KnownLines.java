package leela.io.input.influx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.series.Series;
import leela.io.input.RawNames;
import org.agrona.DirectBuffer;

/**
 * The series of lines that came before, by the bytes of their measurement and tags, with the blank behind them, and of
 * their fields: a line that is known need not be taken apart, and no key is made. Lines in memory outside the heap,
 * which are those of datagrams, are never known.
 *
 * <pre>
 *   begin(line) … look(end) where begin did not know it … nextName, series for each field … end(…)
 * </pre>
 *
 * Thread: its decoder's.
 * Memory: that of {@link RawNames}; nothing for a line that is known.
 */
final class KnownLines {

    private final RawNames<KnownFields> lines = new RawNames<>();
    private KnownFields like = KnownFields.NONE;
    private KnownFields fields = KnownFields.NONE;
    private byte[] bytes;
    /** What is to be added to an index of the buffer. */
    private int shift;

    private int start;
    private int end;
    private int limit;
    private boolean isKnown;

    /** A line begins; where the blank is behind its measurement and tags, or {@code from} where that is not known. */
    int begin(final DirectBuffer buffer, final int from, final int to) {
        bytes = buffer.byteArray();
        shift = buffer.wrapAdjustment();
        start = from;
        limit = to;
        final KnownFields expected = bytes == null ? null : lines.findExpected(bytes, from + shift, to + shift);
        isKnown = expected != null;
        fields = isKnown ? expected : KnownFields.NONE;
        end = isKnown ? from + lines.length() - 1 : from;
        return end;
    }

    /** The lines are not to be kept for those that come later. */
    void release() {
        bytes = null;
    }

    /** Where the line begins, behind blanks. */
    int start() {
        return start;
    }

    /** Where all lines end. */
    int limit() {
        return limit;
    }

    /** Measurement and tags end there, before a blank. */
    void look(final int blank) {
        end = blank;
        if (bytes != null) {
            final KnownFields found = lines.find(bytes, start + shift, end + 1 + shift);
            isKnown = found != null;
            fields = isKnown ? found : KnownFields.NONE;
        }
    }

    /** The length of the name of the next numeric field, if it is known and stands there; else 0. */
    int nextName(final int index, final int at) {
        return fields.isNext(index, bytes, at + shift, limit + shift) ? fields.nameLength(index) : 0;
    }

    /** The series of a field whose name was there; null where it was purged. */
    Series series(final int index) {
        return fields.series(index);
    }

    /** The line is in the ring; some of its fields were not known. */
    void end(final boolean isNew, final int[] starts, final int[] ends, final Series[] series, final int count) {
        if (bytes != null && (!isKnown || fields.isMissedAgain(isNew))) {
            remember(starts, ends, series, count);
        }
    }

    private void remember(final int[] starts, final int[] ends, final Series[] series, final int count) {
        final List<byte[]> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(Arrays.copyOfRange(bytes, starts[i] + shift, ends[i] + 1 + shift));
        }
        final KnownFields made = KnownFields.of(names, series, like);
        lines.put(bytes, start + shift, end + 1 + shift, made, made.bytes(like));
        like = made;
    }
}
