package leela.engine.dmproc.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * From text to functions, and to the expression of a join. White space between the pieces is free; {@code ==} and
 * {@code !=} are taken for {@code =} and {@code /=}.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class PipelineParser {

    private static final List<String> PLAIN = names(Func.Plain.values());
    private static final List<String> AGGREGATES = names(Aggregate.Named.values());

    /** Functions of one value with numbers behind their names. */
    private static final List<String> WITH_NUMBERS = List.of("clamp");

    /** Functions with a memory, or with a pipeline behind their names. */
    private static final List<String> OTHERS = List.of("sma", "ewma", "sample", "window", "over", "changed", "every");

    /** What a function of a pipeline may begin with. */
    private static final String ANYWHERE = "; there are " + words(PLAIN, WITH_NUMBERS, OTHERS) + ", (* 2) and [> 90]";

    /** What may stand inside of a window. */
    private static final String INSIDE =
            "; in a window there are " + words(PLAIN, WITH_NUMBERS, AGGREGATES) + " p99 ahead and (* 2)";

    private static final Set<String> NUMBERS = Set.of("nan", "inf", "infinity");
    private static final Set<String> KEYWORDS = Set.of("ahead", "from", "by", "as");

    /** What an input may be called. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Lexer lexer;
    private int kept;
    private int terms;

    PipelineParser(final Lexer lexer) {
        this.lexer = lexer;
    }

    private static List<String> names(final Object[] functions) {
        return Arrays.stream(functions).map(Object::toString).toList();
    }

    @SafeVarargs
    private static String words(final List<String>... lists) {
        final List<String> words = new ArrayList<>();
        for (final List<String> list : lists) {
            words.addAll(list);
        }
        return String.join(" ", words);
    }

    /** Whether the word means something, and cannot be the name of an input. */
    static boolean isReserved(final String word) {
        return PLAIN.contains(word)
                || AGGREGATES.contains(word)
                || WITH_NUMBERS.contains(word)
                || OTHERS.contains(word)
                || KEYWORDS.contains(word)
                || NUMBERS.contains(word);
    }

    /** The pipeline of a join that has none. */
    static Pipeline asItIs() {
        return new Pipeline(List.of(Func.Plain.ID));
    }

    Pipeline pipeline() throws SyntaxException {
        final List<Func> funcs = new ArrayList<>();
        do {
            funcs.add(counted(func()));
        } while (lexer.take('|'));
        return new Pipeline(funcs);
    }

    /** The same, where a condition may also follow without a bar. */
    List<Func> conditional(final boolean isBehindExpression) throws SyntaxException {
        final List<Func> funcs = new ArrayList<>();
        boolean isMore = !isBehindExpression || lexer.isAt('[') || lexer.take('|');
        while (isMore) {
            funcs.add(counted(func()));
            isMore = lexer.take('|') || lexer.isAt('[');
        }
        return funcs;
    }

    /** {@code [< 85]}. */
    Func.Condition condition() throws SyntaxException {
        lexer.expect('[');
        return compare();
    }

    /** What looks at one value alone costs an event a step, and is bounded by the text's length. */
    private Func counted(final Func func) throws SyntaxException {
        if (func.hasMemory()) {
            count();
        }
        return func;
    }

    private void count() throws SyntaxException {
        if (++kept > Pipeline.MAX_KEPT) {
            throw lexer.wrong(
                    lexer.position(), "a program of more than " + Pipeline.MAX_KEPT + " functions that keep a state");
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
        final String word = lexer.word();
        return switch (word) {
            case "window" -> lexer.isAtSpan() ? timeWindow(start) : window(start);
            case "over" -> over(start);
            case "every" -> every(start);
            case "changed" -> new Func.Changed();
            case "clamp" -> clamp(start);
            case "sma" -> sma(start);
            case "ewma" -> ewma(start);
            case "sample" -> sample(start);
            default -> plain(start, word, false);
        };
    }

    private Func.Inner inner() throws SyntaxException {
        final int start = lexer.position();
        if (lexer.isAt('(')) {
            return arithmetic();
        }
        final String word = lexer.word();
        for (final Aggregate.Named named : Aggregate.Named.values()) {
            if (named.toString().equals(word)) {
                return named;
            }
        }
        if (word.equals("clamp")) {
            return clamp(start);
        }
        if (word.equals("ahead")) {
            final Span span = lexer.span();
            return lexer.checked(start, () -> new Aggregate.Ahead(span));
        }
        if (word.matches("p[0-9]+")) {
            lexer.rewind(start);
            lexer.take('p');
            final double percent = lexer.plainNumber();
            return lexer.checked(start, () -> new Aggregate.Percentile(percent));
        }
        return plain(start, word, true);
    }

    private Func.Plain plain(final int start, final String word, final boolean isInside) throws SyntaxException {
        for (final Func.Plain plain : Func.Plain.values()) {
            if (plain.toString().equals(word)) {
                return plain;
            }
        }
        if (!isInside && isOnlyInside(word)) {
            throw lexer.wrong(
                    start,
                    "'" + word + "' stands only inside of a window: window 60s ("
                            + (word.equals("ahead") ? "ahead 4h" : word) + ")");
        }
        throw lexer.expectedAt(start, "a function", isInside ? INSIDE : ANYWHERE);
    }

    private static boolean isOnlyInside(final String word) {
        return AGGREGATES.contains(word) || word.equals("ahead") || word.matches("p[0-9]+");
    }

    private Func window(final int start) throws SyntaxException {
        final long count = lexer.count();
        final List<Func.Inner> body = body();
        return lexer.checked(start, () -> new Func.Window(count, body));
    }

    private Func timeWindow(final int start) throws SyntaxException {
        final Span length = lexer.span();
        Span late = null;
        double required = -1;
        boolean isMore = true;
        while (isMore) {
            if (late == null && lexer.takeWord("late")) {
                late = lexer.span();
            } else if (required < 0 && lexer.takeWord("require")) {
                required = lexer.plainNumber();
                lexer.expect('%');
            } else {
                isMore = false;
            }
        }
        if (!lexer.isAt('(')) {
            throw lexer.expected("'(', late 30s or require 90%");
        }
        final List<Func.Inner> body = body();
        final Span lateness = late == null ? Func.TimeWindow.USUALLY_LATE : late;
        final double share = Math.max(0, required);
        return lexer.checked(start, () -> new Func.TimeWindow(length, lateness, share, body));
    }

    private Func over(final int start) throws SyntaxException {
        final Span length = lexer.span();
        final List<Func.Inner> body = body();
        return lexer.checked(start, () -> new Func.Over(length, body));
    }

    private List<Func.Inner> body() throws SyntaxException {
        lexer.expect('(');
        final List<Func.Inner> body = new ArrayList<>();
        do {
            count();
            body.add(inner());
        } while (lexer.take('|'));
        expectClosing(')');
        return body;
    }

    private Func every(final int start) throws SyntaxException {
        final Span period = lexer.span();
        return lexer.checked(start, () -> new Func.Every(period));
    }

    private Func.Clamp clamp(final int start) throws SyntaxException {
        final double least = lexer.number();
        final double most = lexer.number();
        return lexer.checked(start, () -> new Func.Clamp(least, most));
    }

    private Func sma(final int start) throws SyntaxException {
        final long count = lexer.count();
        return lexer.checked(start, () -> new Func.Sma(count));
    }

    private Func ewma(final int start) throws SyntaxException {
        final double weight = lexer.number();
        return lexer.checked(start, () -> new Func.Ewma(weight));
    }

    private Func sample(final int start) throws SyntaxException {
        final long first = lexer.count();
        lexer.expect('/');
        final long of = lexer.count();
        return lexer.checked(start, () -> new Func.Sample(first, of));
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

    private Func.Condition compare() throws SyntaxException {
        if (lexer.isAtNumber() || lexer.isAt('-') || lexer.isAt('+')) {
            final double operand = lexer.number();
            final Func.Condition compare = new Func.Compare(comparison(), operand, true);
            lexer.expect(']');
            return compare;
        }
        final Comparison first = comparison();
        final double a = lexer.number();
        if (lexer.take(']')) {
            return new Func.Compare(first, a, false);
        }
        final boolean isBoth = lexer.takeWord("and");
        if (!isBoth && !lexer.takeWord("or")) {
            throw lexer.expected("']', and, or");
        }
        final Comparison second = comparison();
        final double b = lexer.number();
        lexer.expect(']');
        return new Func.TwoSided(first, a, isBoth, second, b);
    }

    /** Sums of products: {@code a + b * c} is {@code a + (b * c)}, {@code a - b - c} is {@code (a - b) - c}. */
    Expression expression() throws SyntaxException {
        Expression left = product();
        while (lexer.isAt('+') || lexer.isAt('-')) {
            countTerm();
            left = new Expression.Binary(operator(), left, product());
        }
        return left;
    }

    /** Each parenthesis costs stack, here and whenever the expression is gone through. */
    private void countTerm() throws SyntaxException {
        if (++terms > Expression.MAX_TERMS) {
            throw lexer.wrong(lexer.position(), "an expression of more than " + Expression.MAX_TERMS + " terms");
        }
    }

    private Expression product() throws SyntaxException {
        Expression left = factor();
        while (lexer.isAt('*') || lexer.isAt('/')) {
            countTerm();
            left = new Expression.Binary(operator(), left, factor());
        }
        return left;
    }

    private Expression factor() throws SyntaxException {
        final int start = lexer.position();
        countTerm();
        if (lexer.take('(')) {
            final Expression inner = expression();
            if (!lexer.take(')')) {
                throw lexer.expected("an operator (* / + -) or ')'");
            }
            return inner;
        }
        final String word = lexer.word();
        if (NAME.matcher(word).matches() && !isReserved(word.toLowerCase(Locale.ROOT))) {
            return new Expression.Value(word);
        }
        lexer.rewind(start);
        if (!lexer.isAtNumber() || NAME.matcher(word).matches() && !NUMBERS.contains(word.toLowerCase(Locale.ROOT))) {
            throw lexer.expected("the name of an input, a number or '('");
        }
        return new Expression.Constant(lexer.number());
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

    void expectClosing(final char symbol) throws SyntaxException {
        if (!lexer.take(symbol)) {
            throw lexer.expected("'|' or '" + symbol + "'");
        }
    }
}
