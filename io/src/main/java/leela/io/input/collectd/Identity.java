package leela.io.input.collectd;

import java.util.Arrays;
import leela.engine.series.Series;
import leela.io.input.collectd.KeyTemplate.Field;
import org.agrona.DirectBuffer;

/**
 * Which value list is in hand: its fields where they lie in the packet, and a number for the text of each. By the
 * numbers its series is found, if it came before; only for a new one are the fields read and the key made.
 * Thread: its decoder's.
 * Memory: all at construction, but for what {@link NameNumbers} and {@link KnownSeries} grow by.
 */
final class Identity {

    private static final Field[] FIELDS = Field.values();
    private static final int IN_PACKET = Field.SOURCE.ordinal();

    /** One random odd factor for each field and the value: sums of products spread well in their upper halves. */
    private static final long[] FACTORS = {
        0x9e3779b97f4a7c15L,
        0xbf58476d1ce4e5b9L,
        0x94d049bb133111ebL,
        0xd6e8feb86659fd93L,
        0xff51afd7ed558ccdL,
        0xc4ceb9fe1a85ec53L,
        0xa0761d6478bd642fL
    };

    private final NameNumbers names;
    private final KnownSeries known;
    private final KeyComposer composer;
    private final int[] numbers = new int[IN_PACKET];
    private final int[] offsets = new int[IN_PACKET];
    private final int[] lengths = new int[IN_PACKET];
    /** A bit for each field that the composer has not read yet. */
    private int unread;
    /** The sum of the numbers by their factors. */
    private long hash;

    Identity(final KeyTemplate template, final NameNumbers names, final KnownSeries known) {
        this.names = names;
        this.known = known;
        composer = new KeyComposer(template);
    }

    /** Forgets all fields. */
    void reset() {
        Arrays.fill(numbers, NameNumbers.EMPTY);
        composer.reset();
        unread = 0;
        hash = 0;
    }

    boolean isEmpty(final Field field) {
        return numbers[field.ordinal()] == NameNumbers.EMPTY;
    }

    /**
     * Sets a field to the text at {@code offset}, {@code length} bytes without the last NUL; it has to stay there.
     *
     * @return the text's number
     */
    int set(final Field field, final DirectBuffer packet, final int offset, final int length) {
        final int i = field.ordinal();
        offsets[i] = offset;
        lengths[i] = length;
        unread |= 1 << i;
        // a text that begins with a NUL is empty, whatever comes behind it
        return number(
                i, length == 0 || packet.getByte(offset) == 0 ? NameNumbers.EMPTY : names.of(packet, offset, length));
    }

    /** Sets the user, as it is; it may lie in another packet than the fields. */
    void user(final DirectBuffer packet, final int offset, final int length) {
        number(Field.USER.ordinal(), names.of(packet, offset, length));
        composer.user(packet, offset, length);
    }

    /** The series that {@link #know} was told of, or null. */
    Series series(final int index, final int count) {
        final int value = value(index, count);
        final Series series = known.find(
                hash(value),
                pair(Field.USER, Field.HOST),
                pair(Field.PLUGIN, Field.PLUGIN_INSTANCE),
                pair(Field.TYPE, Field.TYPE_INSTANCE),
                value);
        return series == null || series.isPurged() ? null : series;
    }

    /** Remembers the series of value {@code index} of {@code count}. */
    void know(final int index, final int count, final Series series) {
        if (numbers[Field.USER.ordinal()] != NameNumbers.NONE) {
            final int value = value(index, count);
            known.put(
                    hash(value),
                    pair(Field.USER, Field.HOST),
                    pair(Field.PLUGIN, Field.PLUGIN_INSTANCE),
                    pair(Field.TYPE, Field.TYPE_INSTANCE),
                    value,
                    series);
        }
    }

    /** What makes the key, with all fields but the source as they are now. */
    KeyComposer composer(final DirectBuffer packet) {
        for (int i = 0; unread != 0; i++, unread >>>= 1) {
            if ((unread & 1) != 0) {
                composer.set(FIELDS[i], packet, offsets[i], lengths[i]);
            }
        }
        return composer;
    }

    private long pair(final Field first, final Field second) {
        return (long) numbers[first.ordinal()] << Integer.SIZE | numbers[second.ordinal()] & 0xffff_ffffL;
    }

    /** A value that is alone has no source in its key, and so is another one than the first of several. */
    private static int value(final int index, final int count) {
        return index << 1 | (count == 1 ? 1 : 0);
    }

    private int number(final int field, final int number) {
        hash += (number - numbers[field]) * FACTORS[field];
        numbers[field] = number;
        return number;
    }

    private int hash(final int value) {
        return (int) (hash + value * FACTORS[IN_PACKET] >>> Integer.SIZE);
    }
}
