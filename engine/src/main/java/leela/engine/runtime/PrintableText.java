package leela.engine.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from outside as it may go to a terminal or a log: what would move the cursor, end the line, turn the direction
 * or hide is written as {@code \n}, {@code \x1b} or {@code \}{@code u202e}, and a byte that is no UTF-8 as
 * {@code \xff}.
 * Thread: any.
 */
public final class PrintableText {

    private static final Pattern ESCAPED = Pattern.compile("\\\\(?:([\\\\nrt])|x(\\p{XDigit}{2})|u(\\p{XDigit}{4}))");
    private static final int LONGEST_CHARACTER = 4;
    /** Where bytes that are no UTF-8 stand in a text that is to be written as it came. */
    public static final int RAW = 0xdc00;

    private PrintableText() {}

    public static String of(final String text) {
        return text.codePoints().allMatch(PrintableText::isPrintable) ? text : escaped(text);
    }

    /** Of bytes that should be UTF-8. */
    public static String of(final byte[] text) {
        return shown(text, false);
    }

    /** A key, so that {@link #keyOf} gives its bytes back: a backslash is doubled. */
    public static String ofKey(final byte[] key) {
        return shown(key, true);
    }

    /** JSON that means the same: only texts hold what is escaped. */
    public static String ofJson(final String json) {
        final StringBuilder printable = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (isPrintable(point) || point == '\n' || point == '\r' || point == '\t') {
                printable.appendCodePoint(point);
            } else {
                appendUnits(printable, point);
            }
        });
        return printable.toString();
    }

    /** Bytes as they are, once they are written to a stream that knows them. */
    public static String raw(final byte[] bytes) {
        final StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            final int length = characterAt(bytes, at);
            if (length == 0) {
                text.append((char) (RAW | bytes[at++] & 0xff));
            } else {
                text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /** Index of the first byte that belongs to no UTF-8 character; -1 where there is none. */
    public static int firstRaw(final byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            final int length = characterAt(bytes, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** The key that a person typed, or copied from where {@link #ofKey} had shown it. */
    public static byte[] keyOf(final String typed) {
        final ByteArrayOutputStream key = new ByteArrayOutputStream(typed.length());
        final Matcher escaped = ESCAPED.matcher(typed);
        final StringBuilder text = new StringBuilder();
        int from = 0;
        while (escaped.find()) {
            text.append(typed, from, escaped.start());
            from = escaped.end();
            if (escaped.group(1) != null) {
                text.append("\\\n\r\t".charAt("\\nrt".indexOf(escaped.group(1))));
            } else if (escaped.group(3) != null) {
                text.append((char) Integer.parseInt(escaped.group(3), 16));
            } else {
                key.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
                key.write(Integer.parseInt(escaped.group(2), 16));
            }
        }
        key.writeBytes(text.append(typed, from, typed.length()).toString().getBytes(StandardCharsets.UTF_8));
        return key.toByteArray();
    }

    private static String shown(final byte[] bytes, final boolean isToBeReadBack) {
        final StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            final int length = characterAt(bytes, at);
            if (length == 0) {
                text.append(String.format(Locale.ROOT, "\\x%02x", bytes[at++] & 0xff));
                continue;
            }
            final int point = new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0);
            if (point == '\\' && isToBeReadBack) {
                text.append("\\\\");
            } else {
                append(text, point);
            }
            at += length;
        }
        return text.toString();
    }

    /** How many bytes the UTF-8 character takes that begins here; 0 where none does. */
    private static int characterAt(final byte[] bytes, final int at) {
        if (bytes[at] >= 0) {
            return 1;
        }
        for (int length = 2; length <= Math.min(LONGEST_CHARACTER, bytes.length - at); length++) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
                return length;
            } catch (final CharacterCodingException notYet) {
                continue;
            }
        }
        return 0;
    }

    private static String escaped(final String text) {
        final StringBuilder printable = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(point -> append(printable, point));
        return printable.toString();
    }

    private static void append(final StringBuilder printable, final int point) {
        if (isPrintable(point)) {
            printable.appendCodePoint(point);
            return;
        }
        switch (point) {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default -> {
                if (point < 0x80) {
                    printable.append(String.format(Locale.ROOT, "\\x%02x", point));
                } else {
                    appendUnits(printable, point);
                }
            }
        }
    }

    private static void appendUnits(final StringBuilder printable, final int point) {
        for (final char unit : Character.toChars(point)) {
            printable.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
    }

    private static boolean isPrintable(final int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
