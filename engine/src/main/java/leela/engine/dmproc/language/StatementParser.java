package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From text to program, in the ways a program is written: a proc instruction, a statement ({@code [cold] [RECORD]
 * SELECT … FROM … [BY …] [AS "…"];}), or pipeline and regex apart. White space between the pieces is free.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class StatementParser {

    /** Where an input of a join begins: {@code used: }. */
    private static final Pattern INPUT = Pattern.compile("(?:^|,)\\s*([A-Za-z_][A-Za-z0-9_]*):\\s");

    private final Lexer lexer;
    private final PipelineParser parser;

    private StatementParser(final byte[] text) throws SyntaxException {
        lexer = new Lexer(text);
        parser = new PipelineParser(lexer);
    }

    static Program parseInstruction(final byte[] instruction) throws SyntaxException {
        final StatementParser parser = new StatementParser(instruction);
        return parser.isAtStatement() ? parser.select() : parser.proc();
    }

    static Program parseSelect(final String statement) throws SyntaxException {
        return new StatementParser(statement.getBytes(StandardCharsets.UTF_8)).select();
    }

    static Program parseParts(final String pipeline, final String regex) throws SyntaxException {
        final StatementParser parser = new StatementParser(pipeline.getBytes(StandardCharsets.UTF_8));
        final Pipeline parsed = parser.parser.pipeline();
        parser.lexer.expectEnd();
        return parser.lexer.checked(0, () -> new Program(regex.getBytes(StandardCharsets.UTF_8), parsed));
    }

    private boolean isAtStatement() {
        final int start = lexer.position();
        final boolean isStatement = lexer.takeWord("select") || lexer.takeWord("record") || lexer.takeWord("cold");
        lexer.rewind(start);
        return isStatement;
    }

    private Program proc() throws SyntaxException {
        expectKeyWord("proc");
        expectKeyWord("match");
        final int start = lexer.position();
        final long length = lexer.count();
        lexer.expect('|');
        if (length < 1 || length > Input.MAX_REGEX_LENGTH) {
            throw lexer.wrong(start, "regex: " + length + " bytes (expected: 1-" + Input.MAX_REGEX_LENGTH + ")");
        }
        final byte[] regex = lexer.bytes((int) length);
        if (!lexer.isAtSpace()) {
            throw lexer.expectedHere("white space behind the regex, whose length is " + length);
        }
        final Pipeline pipeline = parser.pipeline();
        parser.expectClosing(';');
        lexer.expectEnd();
        return new Program(regex, pipeline);
    }

    private void expectKeyWord(final String word) throws SyntaxException {
        final int start = lexer.position();
        if (!lexer.word().equals(word)) {
            throw lexer.expectedAt(start, "'" + word + "'");
        }
    }

    private Program select() throws SyntaxException {
        final int first = lexer.position();
        final boolean isCold = lexer.takeWord("cold");
        final boolean isRecorded = lexer.takeWord("record");
        if (!lexer.takeWord("select")) {
            throw lexer.expected(isRecorded ? "SELECT" : isCold ? "SELECT or RECORD" : "SELECT");
        }
        final Optional<Expression> expression = expression(lexer, parser);
        final Pipeline pipeline =
                expression.isPresent() && !lexer.take('|') ? PipelineParser.asItIs() : parser.pipeline();
        if (!lexer.takeWord("from")) {
            throw lexer.expected(expression.isPresent() ? "an operator (* / + -), '|' or FROM" : "'|' or FROM");
        }
        final int start = lexer.position();
        final byte[] source = lexer.untilSemicolon();
        final NamingParser names = new NamingParser(lexer, start, source);
        final List<Input> inputs = inputs(lexer, start, names.sourceText(), expression.isPresent());
        final Naming naming = names.naming();
        lexer.expect(';');
        lexer.expectEnd();
        return lexer.checked(
                naming.isGiven() || inputs.size() > 1 || isRecorded ? first : start,
                () -> new Program(inputs, expression, pipeline, naming, isCold, isRecorded));
    }

    /** That of a join, where one is meant. */
    static Optional<Expression> expression(final Lexer lexer, final PipelineParser parser) throws SyntaxException {
        return isJoin(lexer) ? Optional.of(parser.expression()) : Optional.empty();
    }

    /** Whether what is behind FROM names inputs, and what is before it speaks of them. */
    private static boolean isJoin(final Lexer lexer) {
        final int start = lexer.position();
        final String selected = new String(lexer.untilWord("from"), StandardCharsets.ISO_8859_1);
        final boolean isFrom = lexer.takeWord("from");
        lexer.position();
        final String source = new String(lexer.untilSemicolon(), StandardCharsets.ISO_8859_1);
        lexer.rewind(start);
        final Set<String> words = Set.copyOf(List.of(selected.split("[^A-Za-z0-9_]+")));
        return isFrom
                && INPUT.matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .anyMatch(name -> words.contains(name) && !PipelineParser.isReserved(name));
    }

    /** What is read; {@code source} is what stands between FROM and the clauses behind it, one character a byte. */
    static List<Input> inputs(final Lexer lexer, final int start, final String source, final boolean isJoin)
            throws SyntaxException {
        if (!isJoin) {
            return List.of(input(lexer, "", start, source));
        }
        final List<Input> inputs = new ArrayList<>();
        final Matcher found = INPUT.matcher(source);
        boolean isFound = found.find();
        if (!isFound || found.start() > 0) {
            throw lexer.expectedAt(start, "the name of an input, a colon and a blank");
        }
        while (isFound) {
            final String name = found.group(1);
            final int nameAt = start + found.start(1);
            if (PipelineParser.isReserved(name)) {
                throw lexer.wrong(nameAt, "expected a name that means nothing else, found '" + name + "'");
            }
            final int from = found.end();
            isFound = found.find();
            inputs.add(input(
                    lexer, name, start + from, source.substring(from, isFound ? found.start() : source.length())));
        }
        return inputs;
    }

    /** One character a byte. */
    private static Input input(final Lexer lexer, final String name, final int at, final String text)
            throws SyntaxException {
        final byte[] regex = text.strip().getBytes(StandardCharsets.ISO_8859_1);
        final int start = at + text.length() - text.stripLeading().length();
        PastedText.refuse(lexer, regex, start);
        return lexer.checked(start, () -> new Input(name, regex));
    }
}
