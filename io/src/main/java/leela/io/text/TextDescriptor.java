package leela.io.text;

import java.nio.charset.StandardCharsets;
import leela.engine.series.MetricType;
import org.agrona.DirectBuffer;

/**
 * The words of the text protocol (SPEC 1).
 * Thread: immutable.
 *
 * <pre>
 *   metric  gauge 6|foobar 1.5 1365500000.0;
 *           ^type ^length  ^value ^time
 *                   ^key
 *   event   event 6|foobar 1.5 1365500000.0;
 *   data    data 6|foobar 13|{"up": "yes"} 1365500000.0;
 *   legacy  foobar: 1.5 1365500000           one a line; the time may be missing
 * </pre>
 */
final class TextDescriptor {

    /** What an entry begins with. */
    enum Word {
        GAUGE("gauge ", MetricType.GAUGE),
        COUNTER("counter ", MetricType.COUNTER),
        DERIVE("derive ", MetricType.DERIVE),
        ABSOLUTE("absolute ", MetricType.ABSOLUTE),
        EVENT("event ", null),
        DATA("data ", null);

        private final byte[] bytes;
        private final MetricType type;

        Word(final String text, final MetricType type) {
            bytes = text.getBytes(StandardCharsets.US_ASCII);
            this.type = type;
        }

        /** Bytes of the word and the blank behind it. */
        int length() {
            return bytes.length;
        }

        /** The metric's type; null for events and documents. */
        MetricType type() {
            return type;
        }

        private boolean startsAt(final DirectBuffer buffer, final int offset, final int limit) {
            if (limit - offset < bytes.length) {
                return false;
            }
            for (int i = 1; i < bytes.length; i++) {
                if (buffer.getByte(offset + i) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    static final byte END = ';';
    static final byte BAR = '|';
    static final byte BLANK = ' ';
    static final byte LINE_END = '\n';
    static final byte COLON = ':';

    /** Legacy names are cut here, as the first Leela did. */
    static final int MAX_LEGACY_NAME_LENGTH = 255;
    /** Lengths of more digits than a datagram's own are malformed. */
    static final int MAX_LENGTH_DIGITS = 9;

    private TextDescriptor() {
    }

    /** The word that begins at {@code offset}, or null. */
    static Word wordAt(final DirectBuffer buffer, final int offset, final int limit) {
        if (offset >= limit) {
            return null;
        }
        final Word word = switch (buffer.getByte(offset)) {
            case 'g' -> Word.GAUGE;
            case 'c' -> Word.COUNTER;
            case 'd' -> offset + 1 < limit && buffer.getByte(offset + 1) == 'e' ? Word.DERIVE : Word.DATA;
            case 'a' -> Word.ABSOLUTE;
            case 'e' -> Word.EVENT;
            default -> null;
        };
        return word != null && word.startsAt(buffer, offset, limit) ? word : null;
    }

    /** White space between entries: blanks, tabs, line ends. */
    static int skipSpace(final DirectBuffer buffer, final int offset, final int limit) {
        int index = offset;
        while (index < limit && isSpace(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    /** Whether the byte at {@code index} is there and this one. */
    static boolean isByte(final DirectBuffer buffer, final int index, final int limit, final byte expected) {
        return index < limit && buffer.getByte(index) == expected;
    }

    static boolean isSpace(final byte next) {
        return next == BLANK || next >= '\t' && next <= '\r';
    }
}
