package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The shape of what people say in a chat.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class ChatParser {

    /** A statement that pipeline and regex cannot say: it has a name for its results, or a word in front. */
    private static final Pattern NAMED =
            Pattern.compile("(?is)\\s*(?:cold\\s|record\\s|select\\b.*\\sfrom\\s.*\\sAS\\s+\").*");

    private final Lexer lexer;

    private ChatParser(final byte[] text) throws SyntaxException {
        lexer = new Lexer(text);
    }

    static Statement parseStatement(final String text, final String table) throws SyntaxException {
        final ChatParser parser = new ChatParser(text.getBytes(StandardCharsets.UTF_8));
        if (NAMED.matcher(text).matches() && text.strip().endsWith(";")) {
            return new Statement.Start(text.strip());
        }
        final Statement statement = parser.statement(table);
        parser.lexer.expect(';');
        parser.lexer.expectEnd();
        return statement;
    }

    private Statement statement(final String table) throws SyntaxException {
        if (lexer.takeWord("select")) {
            return selected(table);
        }
        if (lexer.takeWord("delete")) {
            return deleted(table);
        }
        throw lexer.expected("SELECT, RECORD SELECT, cold SELECT or DELETE");
    }

    private Statement selected(final String table) throws SyntaxException {
        final String pipeline = given(lexer.untilWord("from"), "a pipeline");
        if (!lexer.takeWord("from")) {
            throw lexer.expected("FROM");
        }
        final String regex = given(lexer.untilSemicolon(), "a regular expression");
        return pipeline.equals("*") && regex.equalsIgnoreCase(table)
                ? new Statement.ListQueries()
                : new Statement.Select(pipeline, regex);
    }

    private Statement deleted(final String table) throws SyntaxException {
        if (!lexer.takeWord("from")) {
            throw lexer.expected("FROM");
        }
        final int start = lexer.position();
        if (!lexer.name().equalsIgnoreCase(table)) {
            throw lexer.expectedAt(start, table);
        }
        if (!lexer.takeWord("where")) {
            return new Statement.DeleteAll();
        }
        if (!lexer.takeWord("key")) {
            throw lexer.expected("key");
        }
        lexer.expect('=');
        return new Statement.Delete(given(lexer.untilSemicolon(), "a key"));
    }

    private String given(final byte[] text, final String what) throws SyntaxException {
        if (text.length == 0) {
            throw lexer.expected(what);
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
