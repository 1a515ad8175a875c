package leela.io.input.influx;

import java.util.ArrayList;
import java.util.List;
import leela.engine.series.Series;
import leela.io.input.RawNames;
import org.agrona.DirectBuffer;

/**
 * The series of lines that came before, by the bytes of their measurement and tags, with the blank behind them, and of
 * their fields: a line that is known need not be taken apart, and no key is made.
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
    private DirectBuffer lineBuffer;

    private int start;
    private int end;
    private int limit;
    private boolean isKnown;

    /** A line begins; where the blank is behind its measurement and tags, or {@code from} where that is not known. */
    int begin(final DirectBuffer buffer, final int from, final int to) {
        lineBuffer = buffer;
        start = from;
        limit = to;
        final KnownFields expected = lines.findExpected(buffer, from, to);
        isKnown = expected != null;
        fields = isKnown ? expected : KnownFields.NONE;
        end = isKnown ? from + lines.length() - 1 : from;
        return end;
    }

    /** The lines are not to be kept for those that come later. */
    void release() {
        lineBuffer = null;
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
        final KnownFields found = lines.find(lineBuffer, start, end + 1);
        isKnown = found != null;
        fields = isKnown ? found : KnownFields.NONE;
    }

    /** The length of the name of the next numeric field, if it is known and stands there; else 0. */
    int nextName(final int index, final int at) {
        return fields.isNext(index, lineBuffer, at, limit) ? fields.nameLength(index) : 0;
    }

    /** The series of a field whose name was there; null where it was purged. */
    Series series(final int index) {
        return fields.series(index);
    }

    /** The line is in the ring; some of its fields were not known. */
    void end(final boolean isNew, final int[] starts, final int[] ends, final Series[] series, final int count) {
        if (!isKnown || fields.isMissedAgain(isNew)) {
            remember(starts, ends, series, count);
        }
    }

    private void remember(final int[] starts, final int[] ends, final Series[] series, final int count) {
        final List<byte[]> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final byte[] name = new byte[ends[i] + 1 - starts[i]];
            lineBuffer.getBytes(starts[i], name);
            names.add(name);
        }
        final KnownFields made = KnownFields.of(names, series, like);
        lines.put(lineBuffer, start, end + 1, made, made.bytes(like));
        like = made;
    }
}
