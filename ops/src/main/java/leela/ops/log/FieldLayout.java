package leela.ops.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * How lines look: {@code time=… level=… thread=…} and the message, then what was thrown. What came from outside can
 * neither end a line nor move a cursor: line ends are shown as {@code \n}, other characters that do not print as
 * {@code ?}.
 * Thread: the log's.
 */
public final class FieldLayout extends AbstractStringLayout {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final String END_SHOWN = "\\n";
    private static final char HIDDEN = '?';

    public FieldLayout() {
        super(StandardCharsets.UTF_8);
    }

    @Override
    public String toSerializable(final LogEvent event) {
        final StringBuilder line = new StringBuilder(DEFAULT_STRING_BUILDER_SIZE).append("time=");
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeMillis()), line);
        line.append(" level=").append(event.getLevel()).append(" thread=").append(event.getThreadName());
        message(event.getMessage().getFormattedMessage(), line.append(' '));
        line.append('\n');
        if (event.getThrown() != null) {
            final StringWriter trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            trace(trace.toString(), line);
        }
        return line.toString();
    }

    private static void message(final String text, final StringBuilder line) {
        for (int at = 0, next; at < text.length(); at = next) {
            final int character = text.codePointAt(at);
            next = at + Character.charCount(character);
            if (isLineEnd(character)) {
                line.append(END_SHOWN);
                next += character == '\r' && text.startsWith("\n", next) ? 1 : 0;
            } else {
                line.appendCodePoint(isHidden(character) ? HIDDEN : character);
            }
        }
    }

    /** Lines of a stack trace stay lines; those that a message of an exception would make do not. */
    private static void trace(final String text, final StringBuilder lines) {
        for (int at = 0, next; at < text.length(); at = next) {
            final int character = text.codePointAt(at);
            next = at + Character.charCount(character);
            if (character != '\n') {
                lines.appendCodePoint(isHidden(character) && character != '\t' ? HIDDEN : character);
            } else if (next == text.length() || text.startsWith("\t", next) || text.startsWith("Caused by: ", next)) {
                lines.append('\n');
            } else {
                lines.append(END_SHOWN);
            }
        }
    }

    /** As regular expressions have it: \R. */
    private static boolean isLineEnd(final int character) {
        return character >= '\n' && character <= '\r'
                || character == '\u0085'
                || character == '\u2028'
                || character == '\u2029';
    }

    private static boolean isHidden(final int character) {
        final int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || isLineEnd(character);
    }
}
