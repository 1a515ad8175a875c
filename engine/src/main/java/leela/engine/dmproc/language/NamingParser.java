package leela.engine.dmproc.language;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code BY $1, tag:host AS "name"} behind the regex of a statement, and says where the regex ends. A regex that
 * stands bare has an end only where no regex of sense goes on: at {@code BY} with a key behind it, at {@code AS}
 * between blanks.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class NamingParser {

    /** No key of a series has such words in its middle as could be meant: a blank of keys is {@code [ ]}. */
    private static final Pattern CLAUSE = Pattern.compile(
            "(?i)\\s(?:(GROUP)\\s+BY\\s+(?:\\$|tag:)|BY\\s+(?:\\$\\d|tag:|(?!AS\\s|BY\\s)(?=.*\\sAS\\s+\"))|AS\\s)"
                    + "|^AS\\s+\"",
            Pattern.DOTALL);

    private final Lexer lexer;
    private final int start;
    private final int length;
    private final String source;

    /**
     * Behind FROM.
     *
     * @param start  where the source begins
     * @param source up to the next semicolon
     */
    NamingParser(final Lexer lexer, final int start, final byte[] source) throws SyntaxException {
        this.lexer = lexer;
        this.start = start;
        this.source = new String(source, StandardCharsets.ISO_8859_1);
        final Matcher clause = CLAUSE.matcher(this.source);
        final boolean isFound = clause.find();
        length = isFound ? clause.start() : source.length;
        if (isFound && clause.group(1) != null) {
            throw lexer.expectedAt(start + clause.start(1), "BY");
        }
    }

    /** The regex, or the inputs of a join; one character a byte. */
    String sourceText() {
        return source.substring(0, length);
    }

    /** What stands behind; the lexer is behind it then. */
    Naming naming() throws SyntaxException {
        return naming(true);
    }

    /** The same; where no name has to be given, that of a group is its keys with dots between them. */
    Naming naming(final boolean isNameNeeded) throws SyntaxException {
        if (length == source.length()) {
            return Naming.NONE;
        }
        lexer.rewind(start + length);
        final int clause = lexer.position();
        final List<Naming.Key> by = new ArrayList<>();
        if (lexer.takeWord("by")) {
            do {
                by.add(key());
            } while (lexer.take(','));
        }
        final boolean isNamed = lexer.takeWord("as");
        if (!isNamed && (isNameNeeded || by.isEmpty())) {
            throw lexer.expected(by.isEmpty() ? "AS" : "',' or AS \"name\"");
        }
        final String name = isNamed ? quoted(lexer, "a name") : Naming.usualName(by.size());
        return lexer.checked(clause, () -> new Naming(by, name));
    }

    private Naming.Key key() throws SyntaxException {
        final int at = lexer.position();
        if (lexer.take('$')) {
            final long number = lexer.count();
            if (number < 1 || number > 99) {
                throw lexer.wrong(at, "$" + number + " (expected: from $1 to $99)");
            }
            return new Naming.Capture((int) number);
        }
        if (lexer.word().equals("tag") && lexer.takeGlued(':')) {
            final String tag = lexer.tag();
            if (!tag.isEmpty()) {
                return new Naming.Tag(tag);
            }
            throw lexer.expected("the name of a tag");
        }
        throw lexer.expectedAt(at, "$1 or tag:name");
    }

    /** What stands between double quotes; a backslash takes what follows as it is. */
    static String quoted(final Lexer lexer, final String what) throws SyntaxException {
        final int at = lexer.position();
        lexer.expect('"');
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!lexer.takeGlued('"')) {
            lexer.takeGlued('\\');
            text.writeBytes(lexer.bytes(1, "'\"' behind " + what.replaceFirst("an? ", "the ")));
        }
        if (text.size() == 0) {
            throw lexer.wrong(at, "expected " + what + " that is not empty");
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
