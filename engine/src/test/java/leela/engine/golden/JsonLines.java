package leela.engine.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files of one JSON object a line, as the golden vectors are kept: strings, whole numbers and lists of these.
 * Thread: one.
 * Errors: what is no such JSON is an {@link IllegalStateException}.
 */
public final class JsonLines {

    private final String line;
    private int position;

    private JsonLines(final String line) {
        this.line = line;
    }

    /** The objects of a file on the class path. Values are {@link String}, {@link Long} or {@link List}. */
    public static List<Map<String, Object>> read(final String resource) {
        try (InputStream in = JsonLines.class.getResourceAsStream(resource)) {
            final List<Map<String, Object>> objects = new ArrayList<>();
            for (final String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                objects.add(new JsonLines(line).object());
            }
            return objects;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> object() {
        final Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        do {
            final String name = string();
            expect(':');
            object.put(name, value());
        } while (take(','));
        expect('}');
        return object;
    }

    private Object value() {
        if (take('[')) {
            final List<Object> list = new ArrayList<>();
            while (!take(']')) {
                list.add(value());
                take(',');
            }
            return list;
        }
        return peek() == '"' ? string() : (Object) number();
    }

    private long number() {
        final int start = position;
        while (Character.isDigit(line.charAt(position))) {
            position++;
        }
        return Long.parseLong(line.substring(start, position));
    }

    private String string() {
        expect('"');
        final StringBuilder text = new StringBuilder();
        char c = line.charAt(position++);
        while (c != '"') {
            text.append(c == '\\' ? escape() : c);
            c = line.charAt(position++);
        }
        return text.toString();
    }

    private char escape() {
        final char c = line.charAt(position++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                position += 4;
                yield (char) Integer.parseInt(line.substring(position - 4, position), 16);
            }
            default -> c;
        };
    }

    private char peek() {
        while (line.charAt(position) == ' ') {
            position++;
        }
        return line.charAt(position);
    }

    private boolean take(final char c) {
        final boolean isNext = peek() == c;
        if (isNext) {
            position++;
        }
        return isNext;
    }

    private void expect(final char c) {
        if (!take(c)) {
            throw new IllegalStateException("expected " + c + " at " + position + " of " + line);
        }
    }
}
