package leela.ops.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TOML text as a tree, with the lines its keys stand on, which the library does not keep.
 * Thread: one.
 * Errors: {@link ConfigException} naming file and line.
 */
final class TomlDocument {

    private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*([^\\[\\]]+?)\\s*]\\s*(?:#.*)?");
    private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.\\-]+)\\s*=.*");

    /** In {@code scheme://user:password@host}; it may hold a slash or a colon. */
    private static final Pattern PASSWORD = Pattern.compile("(://[^:@\\s\"]*:)[^\"\\s]*(@)");

    private final String source;
    private final Path folder;
    private final ObjectNode root;
    private final Map<String, Integer> lines = new HashMap<>();

    /**
     * Parses {@code text}; {@code source} is how messages call it, usually the file's name, and {@code folder} is where
     * its relative paths begin.
     */
    TomlDocument(final String source, final Path folder, final String text) {
        this.source = source;
        this.folder = folder;
        this.root = parse(source, text);
        note(text);
    }

    ObjectNode root() {
        return root;
    }

    /** Where a path of this document leads; the empty one, which stands for none, stays. */
    Path resolve(final Path path) {
        return path.toString().isEmpty() ? path : folder.resolve(path);
    }

    /**
     * A complaint about the key with this full name, such as {@code udp.port}, or about its section where the key is
     * nowhere.
     */
    String complaint(final String name, final String message) {
        final Integer line = line(name);
        return source + (line == null ? "" : ":" + line) + ": " + masked(message);
    }

    /** Where the key stands, as words at the end of a sentence. */
    String place(final String name) {
        return lines.containsKey(name) ? ", see line " + lines.get(name) : ", by default";
    }

    private Integer line(final String name) {
        String known = name;
        while (!lines.containsKey(known) && known.contains(".")) {
            known = known.substring(0, known.lastIndexOf('.'));
        }
        return lines.get(known);
    }

    /** The same of a message that begins with the key's full name and a colon. */
    String complaint(final String message) {
        return complaint(message.substring(0, Math.max(0, message.indexOf(':'))), message);
    }

    /** A text without the passwords of the URIs in it. */
    static String masked(final String text) {
        return PASSWORD.matcher(text).replaceAll("$1****$2");
    }

    /** The same place without anything in it: all defaults. */
    TomlDocument empty() {
        return new TomlDocument(source, folder, "");
    }

    private static ObjectNode parse(final String source, final String text) {
        try {
            return TomlTree.of(text);
        } catch (final JsonProcessingException malformed) {
            final JsonLocation at = malformed.getLocation();
            throw new ConfigException(
                    source + (at == null ? "" : ":" + at.getLineNr()) + ": no valid TOML: "
                            + masked(malformed
                                    .getOriginalMessage()
                                    .lines()
                                    .findFirst()
                                    .orElse("unreadable"))
                            + hint(text, at, String.valueOf(malformed.getOriginalMessage())),
                    malformed);
        }
    }

    /** What the library leaves out: which section or key there is already, and where, and what a value may be. */
    private static String hint(final String text, final JsonLocation at, final String message) {
        if (at == null) {
            return "";
        }
        final List<String> before = text.lines().limit(at.getLineNr()).toList();
        if (message.startsWith("Table redefined")) {
            final String first = first(before, HEADER);
            return first.isEmpty() ? "" : " (" + first + "; put these keys there, each section stands once)";
        }
        if (message.startsWith("Duplicate key")) {
            final String first = first(before, KEY);
            return first.isEmpty() ? "" : " (" + first + "; each key stands once)";
        }
        return message.startsWith("Unknown token")
                ? " (expected: \"a text in quotes\", a number, true, false, or a list in brackets)"
                : "";
    }

    /** Where what the last line says was said first; empty where it is written in another way there. */
    private static String first(final List<String> lines, final Pattern what) {
        final Matcher last = what.matcher(lines.get(lines.size() - 1));
        if (!last.matches()) {
            return "";
        }
        final int from = what == KEY ? lastHeader(lines) : 0;
        for (int i = from; i < lines.size() - 1; i++) {
            final Matcher earlier = what.matcher(lines.get(i));
            if (earlier.matches() && earlier.group(1).equals(last.group(1))) {
                final String name = what == KEY ? last.group(1) : "[" + last.group(1) + "]";
                return name + " is there since line " + (i + 1);
            }
        }
        return "";
    }

    private static int lastHeader(final List<String> lines) {
        int last = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (HEADER.matcher(lines.get(i)).matches()) {
                last = i;
            }
        }
        return last;
    }

    private void note(final String text) {
        String prefix = "";
        int number = 0;
        for (final String line : text.lines().toList()) {
            number++;
            final Matcher header = HEADER.matcher(line);
            final Matcher key = KEY.matcher(line);
            if (header.matches()) {
                lines.putIfAbsent(header.group(1), number);
                prefix = header.group(1) + ".";
            } else if (key.matches()) {
                lines.putIfAbsent(prefix + key.group(1), number);
            }
        }
    }
}
