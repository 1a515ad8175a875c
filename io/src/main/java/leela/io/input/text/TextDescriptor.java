package leela.io.input.text;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import leela.engine.series.MetricType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The words of the text protocol ([protocols 1.1], [protocols 3]).
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

    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

    /** What an entry begins with. */
    enum Word {
        GAUGE("gauge ", MetricType.GAUGE),
        COUNTER("counter ", MetricType.COUNTER),
        DERIVE("derive ", MetricType.DERIVE),
        ABSOLUTE("absolute ", MetricType.ABSOLUTE),
        EVENT("event ", null),
        DATA("data ", null);

        private final int length;
        /** The first eight bytes, as far as there are so many. */
        private final long start;

        private final long mask;
        private final MetricType type;

        Word(final String text, final MetricType type) {
            final byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), Long.BYTES);
            length = text.length();
            start = new UnsafeBuffer(bytes).getLong(0, ByteOrder.LITTLE_ENDIAN);
            mask = length < Long.BYTES ? (1L << length * Byte.SIZE) - 1 : -1;
            this.type = type;
        }

        /** Bytes of the word and the blank behind it. */
        int length() {
            return length;
        }

        /** The metric's type; null for events and documents. */
        MetricType type() {
            return type;
        }

        private boolean startsAt(final DirectBuffer buffer, final int offset, final int limit) {
            if (limit - offset < Math.max(length, Long.BYTES)) {
                return isEnd(buffer, offset, limit);
            }
            return (buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN) & mask) == start
                    && (length <= Long.BYTES || buffer.getByte(offset + length - 1) == BLANK);
        }

        /** The same where a datagram ends with the word. */
        private boolean isEnd(final DirectBuffer buffer, final int offset, final int limit) {
            long bytes = 0;
            for (int i = limit - 1; i >= offset; i--) {
                bytes = bytes << Byte.SIZE | buffer.getByte(i) & 0xff;
            }
            return limit - offset >= length && (bytes & mask) == start;
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

    private TextDescriptor() {}

    /** The word that begins at {@code offset}, or null. */
    static Word wordAt(final DirectBuffer buffer, final int offset, final int limit) {
        if (offset >= limit) {
            return null;
        }
        final Word word =
                switch (buffer.getByte(offset)) {
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

    /** Whether a datagram is {@code ping}, with or without a line end. */
    static boolean isPing(final DirectBuffer datagram, final int length) {
        if (length < PING.length
                || length > PING.length + 1
                || length > PING.length && datagram.getByte(PING.length) != LINE_END) {
            return false;
        }
        for (int i = 0; i < PING.length; i++) {
            if (datagram.getByte(i) != PING[i]) {
                return false;
            }
        }
        return true;
    }
}
