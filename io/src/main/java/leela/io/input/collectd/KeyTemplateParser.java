package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.KeyTemplate.Piece;

/**
 * Reads a key template: see {@link KeyTemplate} for its grammar.
 * Thread: one, used once.
 * Errors: {@code IllegalArgumentException} with the column.
 */
final class KeyTemplateParser {

    /** Without one of these two series would share a key. */
    private static final Set<Field> REQUIRED = EnumSet.range(Field.HOST, Field.SOURCE);

    private static final Field[] ALWAYS = {};

    private final String template;
    private final List<Piece> pieces = new ArrayList<>();
    private final Set<Field> seen = EnumSet.noneOf(Field.class);
    private final StringBuilder text = new StringBuilder();
    private int at;

    // the optional group in hand
    private boolean isInGroup;
    private int groupStart;
    private final List<Field> groupFields = new ArrayList<>();

    KeyTemplateParser(final String template) {
        this.template = template;
    }

    List<Piece> parse() {
        while (at < template.length()) {
            step(template.charAt(at++));
        }
        if (isInGroup) {
            throw broken("]");
        }
        endText();
        for (final Field field : REQUIRED) {
            if (!seen.contains(field)) {
                throw broken("{" + field.name().toLowerCase(Locale.ROOT) + "}");
            }
        }
        return pieces;
    }

    private void step(final char c) {
        switch (c) {
            case '{' -> field();
            case '[' -> openGroup();
            case ']' -> closeGroup();
            case '}' -> throw broken("{ before }");
            case '\\' -> escaped();
            default -> text.append(c);
        }
    }

    private void escaped() {
        if (at == template.length()) {
            throw broken("a character behind \\");
        }
        text.append(template.charAt(at++));
    }

    private void field() {
        final int end = template.indexOf('}', at);
        final String name = end < 0 ? "" : template.substring(at, end);
        final Field field = fieldOf(name);
        if (!seen.add(field)) {
            throw broken("{" + name + "} once");
        }
        at = end + 1;
        groupFields.add(field);
        add(field);
    }

    private Field fieldOf(final String name) {
        for (final Field field : Field.values()) {
            if (field != Field.NOTHING && field.name().toLowerCase(Locale.ROOT).equals(name)) {
                return field;
            }
        }
        throw broken("user, host, plugin, plugin_instance, type, type_instance or source in braces");
    }

    private void openGroup() {
        if (isInGroup) {
            throw broken("no [ inside [ ]");
        }
        endText();
        isInGroup = true;
        groupStart = pieces.size();
        groupFields.clear();
    }

    private void closeGroup() {
        if (!isInGroup || groupFields.isEmpty()) {
            throw broken("[ and a field before ]");
        }
        endText();
        isInGroup = false;
        final Field[] needs = groupFields.toArray(Field[]::new);
        for (int i = groupStart; i < pieces.size(); i++) {
            pieces.set(i, new Piece(pieces.get(i).text(), pieces.get(i).field(), needs));
        }
    }

    private void endText() {
        if (!text.isEmpty()) {
            add(Field.NOTHING);
        }
    }

    private void add(final Field field) {
        pieces.add(new Piece(text.toString().getBytes(UTF_8), field, ALWAYS));
        text.setLength(0);
    }

    private IllegalArgumentException broken(final String expected) {
        return new IllegalArgumentException(
                "collectd.key_template: " + template + ", column " + at + " (expected: " + expected + ")");
    }
}
