package leela.io.http.graphite.path;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import leela.engine.keys.KeyFilter;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NamePattern;

/**
 * A pattern over paths: {@code *}, {@code ?} and {@code [a-c]} within a node, <code>{a,b}</code> for either.
 * Thread: its request's.
 */
final class PathPattern {

    private static final String SPECIAL = "*?[{";
    private static final byte[] NOTHING = {};

    private final String text;
    private final NamePattern regex;

    PathPattern(final String text) {
        this.text = text;
        regex = NamePattern.madeOf(text, regex(text));
    }

    /** Whether it is a path, and matches no other. */
    boolean isPath() {
        return text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    String text() {
        return text;
    }

    int nodes() {
        return text.split("\\.", -1).length;
    }

    boolean matches(final String path) {
        return regex.equalsWhole(path);
    }

    /** Keys that may match, whatever lies behind their last node where {@code isOpen}. */
    KeyFilter filter(final boolean isOpen) {
        final StringBuilder glob = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '{') {
                glob.append(braces++ == 0 ? "*" : "");
            } else if (c == '}') {
                braces--;
            } else if (braces == 0) {
                glob.append(c == '\\' ? "\\\\" : c);
            }
        }
        final byte[] bytes = (isOpen ? glob.append('*') : glob).toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > KeyFilter.MAX_GLOB_LENGTH) {
            throw new TargetException(
                    "pattern: " + bytes.length + " bytes (expected: at most " + KeyFilter.MAX_GLOB_LENGTH + ")");
        }
        return new KeyFilter(NOTHING, bytes);
    }

    private static String regex(final String text) {
        final String any = text.indexOf(';') < 0 ? "[^.;]" : "[^.]";
        final StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final int end = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append(any).append('*');
            } else if (c == '?') {
                regex.append(any);
            } else if (end > 0) {
                final boolean isNegated = text.charAt(i + 1) == '!';
                regex.append(isNegated ? "[^" : "[")
                        .append(text.substring(isNegated ? i + 2 : i + 1, end).replaceAll("[\\\\\\[\\]^&]", "\\\\$0"))
                        .append(']');
                i = end;
            } else if (c == '{') {
                braces++;
                regex.append("(?:");
            } else if (c == '}' && braces > 0) {
                braces--;
                regex.append(')');
            } else if (c == ',' && braces > 0) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (braces > 0) {
            throw new TargetException("pattern: " + text + " (expected: a } for each {)");
        }
        return regex.toString();
    }
}
