package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * From text to syntax tree, in the three ways a program is written: a proc instruction, a SELECT statement, or pipeline
 * and regex apart; and the shape of what people say in a chat. White space between the pieces is free; {@code ==} and
 * {@code !=} are taken for {@code =} and {@code /=}.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class Parser {

    private final Lexer lexer;
    private int functions;

    private Parser(final byte[] text) {
        lexer = new Lexer(text);
    }

    static Program parseProc(final byte[] instruction) throws SyntaxException {
        return new Parser(instruction).proc();
    }

    static Program parseSelect(final String statement) throws SyntaxException {
        return new Parser(statement.getBytes(StandardCharsets.UTF_8)).select();
    }

    static Statement parseStatement(final String text, final String table) throws SyntaxException {
        final Parser parser = new Parser(text.getBytes(StandardCharsets.UTF_8));
        final Statement statement = parser.statement(table);
        parser.lexer.expect(';');
        parser.lexer.expectEnd();
        return statement;
    }

    static Program parseParts(final String pipeline, final String regex) throws SyntaxException {
        final Parser parser = new Parser(pipeline.getBytes(StandardCharsets.UTF_8));
        final Pipeline parsed = parser.pipeline();
        parser.lexer.expectEnd();
        return parser.checked(0, () -> new Program(regex.getBytes(StandardCharsets.UTF_8), parsed));
    }

    private Program proc() throws SyntaxException {
        expectKeyWord("proc");
        expectKeyWord("match");
        final int start = lexer.position();
        final long length = lexer.count();
        lexer.expect('|');
        if (length < 1 || length > Program.MAX_REGEX_LENGTH) {
            throw lexer.wrong(start, "regex: " + length + " bytes (expected: 1-" + Program.MAX_REGEX_LENGTH + ")");
        }
        final byte[] regex = lexer.bytes((int) length);
        if (!lexer.isAtSpace()) {
            throw lexer.expectedHere("white space behind the regex, whose length is " + length);
        }
        final Pipeline pipeline = pipeline();
        expectClosing(';');
        lexer.expectEnd();
        return new Program(regex, pipeline);
    }

    private Program select() throws SyntaxException {
        if (!lexer.takeWord("select")) {
            throw lexer.expected("SELECT");
        }
        final Pipeline pipeline = pipeline();
        if (!lexer.takeWord("from")) {
            throw lexer.expected("'|' or FROM");
        }
        final int start = lexer.position();
        final byte[] regex = lexer.untilSemicolon();
        refusePasted(regex, start);
        lexer.expect(';');
        lexer.expectEnd();
        return checked(start, () -> new Program(regex, pipeline));
    }

    /** What comes along with text from elsewhere, and would silently match no key. */
    private void refusePasted(final byte[] regex, final int start) throws SyntaxException {
        for (final PastedText pasted : PastedText.values()) {
            final int at = pasted.indexIn(regex);
            if (at >= 0) {
                throw lexer.wrong(start + at, pasted.sentence(regex));
            }
        }
    }

    private Statement statement(final String table) throws SyntaxException {
        if (lexer.takeWord("select")) {
            return selected(table);
        }
        if (lexer.takeWord("delete")) {
            return deleted(table);
        }
        throw lexer.expected("SELECT or DELETE");
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

    private void expectKeyWord(final String word) throws SyntaxException {
        final int start = lexer.position();
        if (!lexer.word().equals(word)) {
            throw lexer.expectedAt(start, "'" + word + "'");
        }
    }

    private Pipeline pipeline() throws SyntaxException {
        final List<Func> funcs = new ArrayList<>();
        do {
            countFunction();
            funcs.add(func());
        } while (lexer.take('|'));
        return new Pipeline(funcs);
    }

    /** Every event of every matching series pays for each. */
    private void countFunction() throws SyntaxException {
        if (++functions > Pipeline.MAX_FUNCTIONS) {
            throw lexer.wrong(lexer.position(), "a pipeline of more than " + Pipeline.MAX_FUNCTIONS + " functions");
        }
    }

    private Func func() throws SyntaxException {
        final int start = lexer.position();
        if (lexer.isAt('(')) {
            return arithmetic();
        }
        if (lexer.take('[')) {
            return compare();
        }
        return switch (lexer.word()) {
            case "window" -> window(start);
            case "sma" -> sma(start);
            case "ewma" -> ewma(start);
            case "sample" -> sample(start);
            default -> plain(start);
        };
    }

    private Func.Sync sync() throws SyntaxException {
        return lexer.isAt('(') ? arithmetic() : plain(lexer.position());
    }

    private Func.Plain plain(final int start) throws SyntaxException {
        lexer.rewind(start);
        final String word = lexer.word();
        for (final Func.Plain plain : Func.Plain.values()) {
            if (plain.toString().equals(word)) {
                return plain;
            }
        }
        throw lexer.expectedAt(start, "a function");
    }

    private Func window(final int start) throws SyntaxException {
        final long count = lexer.count();
        lexer.expect('(');
        final List<Func.Sync> body = new ArrayList<>();
        do {
            countFunction();
            body.add(sync());
        } while (lexer.take('|'));
        expectClosing(')');
        return checked(start, () -> new Func.Window(count, body));
    }

    private Func sma(final int start) throws SyntaxException {
        final long count = lexer.count();
        return checked(start, () -> new Func.Sma(count));
    }

    private Func ewma(final int start) throws SyntaxException {
        final double weight = lexer.number();
        return checked(start, () -> new Func.Ewma(weight));
    }

    private Func sample(final int start) throws SyntaxException {
        final long first = lexer.count();
        lexer.expect('/');
        final long of = lexer.count();
        return checked(start, () -> new Func.Sample(first, of));
    }

    /** {@code (op num)} or {@code (num op)}; {@code (-1)} is the former, since white space is free. */
    private Func.Arithmetic arithmetic() throws SyntaxException {
        lexer.expect('(');
        final boolean isSigned = lexer.isAt('-') || lexer.isAt('+');
        final Func.Arithmetic arithmetic;
        if (lexer.isAtNumber()) {
            final Operator sign = lexer.isAt('-') ? Operator.MINUS : Operator.PLUS;
            final double operand = lexer.number();
            arithmetic = isSigned && lexer.isAt(')')
                    ? new Func.Arithmetic(sign, sign == Operator.MINUS ? -operand : operand, false)
                    : new Func.Arithmetic(operator(), operand, true);
        } else {
            arithmetic = new Func.Arithmetic(operator(), unglued(isSigned), false);
        }
        lexer.expect(')');
        return arithmetic;
    }

    /** The number behind an operator; {@code --1} is no {@code - -1}: doubled signs are slips more often than meant. */
    private double unglued(final boolean isBehindSign) throws SyntaxException {
        if (isBehindSign && !lexer.isAtSpace() && (lexer.isAt('-') || lexer.isAt('+'))) {
            throw lexer.expected("a number without a second sign");
        }
        return lexer.number();
    }

    private Func compare() throws SyntaxException {
        final Func.Compare compare;
        if (lexer.isAtNumber() || lexer.isAt('-') || lexer.isAt('+')) {
            final double operand = lexer.number();
            compare = new Func.Compare(comparison(), operand, true);
        } else {
            final Comparison comparison = comparison();
            compare = new Func.Compare(comparison, lexer.number(), false);
        }
        lexer.expect(']');
        return compare;
    }

    private Operator operator() throws SyntaxException {
        for (final Operator operator : Operator.values()) {
            if (lexer.take(operator.toString().charAt(0))) {
                return operator;
            }
        }
        throw lexer.expected("an operator (* / + -)");
    }

    private Comparison comparison() throws SyntaxException {
        final int start = lexer.position();
        if (lexer.take('>')) {
            return lexer.takeGlued('=') ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER;
        }
        if (lexer.take('<')) {
            return lexer.takeGlued('=') ? Comparison.LESS_OR_EQUAL : Comparison.LESS;
        }
        if (lexer.take('=')) {
            lexer.takeGlued('=');
            return Comparison.EQUAL;
        }
        if ((lexer.take('/') || lexer.take('!')) && lexer.takeGlued('=')) {
            return Comparison.NOT_EQUAL;
        }
        throw lexer.expectedAt(start, "a comparison (> < = >= <= /=)");
    }

    private void expectClosing(final char symbol) throws SyntaxException {
        if (!lexer.take(symbol)) {
            throw lexer.expected("'|' or '" + symbol + "'");
        }
    }

    /** Builds what has rules of its own, and says where it stands if it breaks one. */
    private <T> T checked(final int start, final Supplier<T> part) throws SyntaxException {
        try {
            return part.get();
        } catch (final IllegalArgumentException broken) {
            throw lexer.wrong(start, broken.getMessage());
        }
    }
}
