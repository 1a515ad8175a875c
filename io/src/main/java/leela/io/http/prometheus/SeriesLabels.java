package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.keys.TaggedKey;
import leela.io.http.PercentText;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The labels of a key: its name and its tags. Where these make the very key again, they are all. Else something of it
 * is no name for Prometheus, or is written oddly: then names have {@code _} for each odd byte, and the label
 * {@code key} has the key as it is. So no two keys share their labels, unless one has a tag {@code key} that names the
 * other.
 *
 * <pre>
 *   up;job=self         up{job="self"}
 *   web1.load           web1_load{key="web1.load"}
 *   disk.free;dc=fra    disk_free{dc="fra",key="disk.free;dc=fra"}
 * </pre>
 *
 * Thread: its request's.
 * Memory: a map a key.
 */
final class SeriesLabels {

    static final String NAME = "__name__";
    static final String KEY = "key";

    /** What keys have percent-encoded, see {@link TaggedKey}. */
    private static final String ENCODED = "%;=";

    private static final int DELETE = 0x7f;
    private static final int ENCODED_LENGTH = 3;
    private static final int HEX = 16;

    private final Map<String, String> labels = new TreeMap<>();

    private SeriesLabels() {}

    /** {@code composer} is one that the caller has to spare. */
    static SeriesLabels of(final byte[] key, final TaggedKey composer) {
        final SeriesLabels result = new SeriesLabels();
        if (!result.read(key, composer)) {
            result.labels.put(KEY, PercentText.key(key));
        }
        return result;
    }

    /** Empty where it has none of this name. */
    String value(final String label) {
        return labels.getOrDefault(label, "");
    }

    /** As they stand in the messages of answers: {@code 1: Label…}, in the order of their names. */
    byte[] encoded() {
        final ByteBuf out = Unpooled.buffer();
        labels.forEach((name, value) -> {
            final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            final byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            MessageWriter.head(
                    out, 1, MessageWriter.fieldBytes(nameBytes.length) + MessageWriter.fieldBytes(valueBytes.length));
            MessageWriter.bytes(out, 1, nameBytes);
            MessageWriter.bytes(out, 2, valueBytes);
        });
        final byte[] encoded = new byte[out.readableBytes()];
        out.readBytes(encoded);
        return encoded;
    }

    /** Whether the labels say all. */
    private boolean read(final byte[] key, final TaggedKey composer) {
        final int nameEnd = indexOf(key, ';', 0, key.length);
        if (!hasTags(key, nameEnd)) {
            labels.put(NAME, name(key, 0, key.length, true));
            return isName(key, 0, key.length, true);
        }
        labels.put(NAME, name(key, 0, nameEnd, true));
        boolean isClean = isName(key, 0, nameEnd, true);
        composer.begin(new UnsafeBuffer(key), 0, nameEnd);
        for (int at = nameEnd; at < key.length; at = indexOf(key, ';', at + 1, key.length)) {
            final int end = indexOf(key, ';', at + 1, key.length);
            final int equals = indexOf(key, '=', at + 1, end);
            final String tag = name(key, at + 1, equals, false);
            final String value = PercentText.key(decoded(key, equals + 1, end));
            isClean &= isName(key, at + 1, equals, false) && !tag.equals(NAME);
            compose(composer, tag, value);
            if (!value.isEmpty()) {
                labels.putIfAbsent(tag, value);
            }
        }
        return isClean && isComposed(composer, key);
    }

    private static void compose(final TaggedKey composer, final String tag, final String value) {
        final UnsafeBuffer tagBytes = new UnsafeBuffer(tag.getBytes(StandardCharsets.UTF_8));
        final UnsafeBuffer valueBytes = new UnsafeBuffer(value.getBytes(StandardCharsets.UTF_8));
        composer.tag(tagBytes, 0, tagBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    private static boolean isComposed(final TaggedKey composer, final byte[] key) {
        if (composer.end() != key.length) {
            return false;
        }
        final byte[] composed = new byte[key.length];
        composer.buffer().getBytes(0, composed);
        return Arrays.equals(composed, key);
    }

    /** Whether all that stands behind the name is tags, as {@link leela.engine.keys.KeyTags} has them. */
    private static boolean hasTags(final byte[] key, final int nameEnd) {
        if (nameEnd == 0 || nameEnd == key.length || indexOf(key, '\0', 0, key.length) < key.length) {
            return false;
        }
        for (int at = nameEnd; at < key.length; at = indexOf(key, ';', at + 1, key.length)) {
            final int end = indexOf(key, ';', at + 1, key.length);
            final int equals = indexOf(key, '=', at + 1, end);
            if (equals == at + 1 || equals == end) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(final byte[] key, final char wanted, final int from, final int end) {
        int index = from;
        while (index < end && key[index] != wanted) {
            index++;
        }
        return index;
    }

    /** The bytes as a name, with {@code _} for each that is odd. */
    private static String name(final byte[] key, final int from, final int end, final boolean isOfMetric) {
        final StringBuilder name = new StringBuilder(end - from);
        for (int i = from; i < end; i++) {
            name.append(isNameByte(key[i], i == from, isOfMetric) ? (char) key[i] : '_');
        }
        return name.toString();
    }

    private static boolean isName(final byte[] key, final int from, final int end, final boolean isOfMetric) {
        for (int i = from; i < end; i++) {
            if (!isNameByte(key[i], i == from, isOfMetric)) {
                return false;
            }
        }
        return end > from;
    }

    /** The label that a tag is given. */
    static String name(final byte[] tag) {
        return name(tag, 0, tag.length, false);
    }

    /** Whether a name may have the byte: letters, {@code _}, digits but not first, and {@code :} in metrics' names. */
    static boolean isNameByte(final byte one, final boolean isFirst, final boolean isOfMetric) {
        final int lower = one | 0x20;
        return lower >= 'a' && lower <= 'z'
                || one == '_'
                || one >= '0' && one <= '9' && !isFirst
                || one == ':' && isOfMetric;
    }

    /** Without the encoding of those bytes that keys have encoded; any other is left as it is. */
    private static byte[] decoded(final byte[] key, final int from, final int end) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - from);
        for (int i = from; i < end; i++) {
            final int meant = key[i] == '%' && i + ENCODED_LENGTH <= end ? hex(key, i + 1) : -1;
            if (meant >= 0 && (meant < ' ' || meant == DELETE || ENCODED.indexOf(meant) >= 0)) {
                bytes.write(meant);
                i += ENCODED_LENGTH - 1;
            } else {
                bytes.write(key[i]);
            }
        }
        return bytes.toByteArray();
    }

    private static int hex(final byte[] key, final int at) {
        final int high = Character.digit(key[at], HEX);
        final int low = Character.digit(key[at + 1], HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}
