package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a regex brings along that was copied from a page or another language, and that would silently match no key.
 * Thread: any.
 * Units: indices are bytes.
 */
enum PastedText {
    /** Blanks that are none, and marks that nobody sees. */
    INVISIBLE("([\\u00a0\\u2007\\u202f\\u2060\\u200b-\\u200f\\ufeff])", "expected a plain blank or nothing, found %s"),
    /** Quotes and slashes belong to other languages: here the regex stands bare. */
    QUOTED(
            "^(['\"`\\u2018-\\u201f\\u00ab\\u00bb])|([\\u2018-\\u201f\\u00bb`])$",
            "expected a regex without quotes, found %s"),
    SLASHED("^(/)(?=.*/[gimsu]*$)", "expected a regex without slashes around it, found %s; a slash of keys is [/]"),
    /** The key is all there is to select by. */
    FURTHER(
            "(?i)\\s(where|group\\s+by|order\\s+by|limit|having|and|or|as)(?=\\s|$)",
            "expected ';' behind the regex, found %s; a blank of keys is [ ]");

    private final Pattern pattern;
    private final String sentence;

    PastedText(final String pattern, final String sentence) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
        this.sentence = sentence;
    }

    /** Refuses a regex that has any of these, which begins at a place of the text. */
    static void refuse(final Lexer lexer, final byte[] regex, final int start) throws SyntaxException {
        for (final PastedText pasted : values()) {
            final int at = pasted.indexIn(regex);
            if (at >= 0) {
                throw lexer.wrong(start + at, pasted.sentence(regex));
            }
        }
    }

    /** Where it begins; -1 where it is not. */
    private int indexIn(final byte[] regex) {
        final String text = new String(regex, StandardCharsets.UTF_8);
        final Matcher found = pattern.matcher(text);
        return found.find() ? text.substring(0, start(found)).getBytes(StandardCharsets.UTF_8).length : -1;
    }

    /** What is wrong with the regex that has it. */
    private String sentence(final byte[] regex) {
        final Matcher found = pattern.matcher(new String(regex, StandardCharsets.UTF_8));
        return found.find() ? String.format(Locale.ROOT, sentence, shown(group(found))) : "";
    }

    private static String group(final Matcher found) {
        return found.group(found.group(1) == null ? 2 : 1);
    }

    private static int start(final Matcher found) {
        return found.start(found.group(1) == null ? 2 : 1);
    }

    private static String shown(final String text) {
        final int point = text.codePointAt(0);
        return point > ' ' && point <= '~'
                ? "'" + text + "'"
                : String.format(
                        Locale.ROOT, "%s (U+%04X)", Character.getName(point).toLowerCase(Locale.ROOT), point);
    }
}
