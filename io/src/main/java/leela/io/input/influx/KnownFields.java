package leela.io.input.influx;

import java.util.Arrays;
import java.util.List;
import leela.engine.series.Series;
import leela.io.input.RawNames;
import org.agrona.DirectBuffer;

/**
 * The numeric fields that lines of one measurement and tags had last time, in their order, and the series of each.
 * Thread: its decoder's.
 * Memory: a reference a field, and their names, which those of one form share.
 */
final class KnownFields {

    /** Of none. */
    static final KnownFields NONE = new KnownFields(new byte[0][], new Series[0]);

    private static final int OBJECT_BYTES = 64;
    private static final int REFERENCE_BYTES = 8;
    private static final int ARRAY_BYTES = 24;

    /** Each with the equals sign behind it. */
    private final byte[][] names;

    private final Series[] series;
    private boolean isMissed;

    private KnownFields(final byte[][] names, final Series[] series) {
        this.names = names;
        this.series = series;
    }

    /** Of such fields; their names are those of {@code like}, where they are equal. */
    static KnownFields of(final List<byte[]> names, final Series[] series, final KnownFields like) {
        final int count = names.size();
        final byte[][] own = names.toArray(new byte[0][]);
        return new KnownFields(Arrays.deepEquals(own, like.names) ? like.names : own, Arrays.copyOf(series, count));
    }

    /** What it takes, but for what it shares with another. */
    int bytes(final KnownFields like) {
        int bytes = OBJECT_BYTES + REFERENCE_BYTES * series.length;
        if (names != like.names) {
            for (final byte[] name : names) {
                bytes += ARRAY_BYTES + name.length;
            }
        }
        return bytes;
    }

    /** Whether the field of this index, and the equals sign behind it, stand there. */
    boolean isNext(final int index, final DirectBuffer in, final int at, final int limit) {
        if (index >= names.length) {
            return false;
        }
        final byte[] name = names[index];
        return name.length <= limit - at && RawNames.isAt(name, in, at);
    }

    /** Of a field's name. */
    int nameLength(final int index) {
        return names[index].length - 1;
    }

    /** Null where it was purged. */
    Series series(final int index) {
        final Series known = series[index];
        return known.isPurged() ? null : known;
    }

    /** A line had these fields and no other, or had not; whether this is the second in a row that had not. */
    boolean isMissedAgain(final boolean isMissedNow) {
        final boolean isAgain = isMissed && isMissedNow;
        isMissed = isMissedNow;
        return isAgain;
    }
}
