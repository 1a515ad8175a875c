package leela.io.http.graphite.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a target.
 *
 * <pre>
 *   target   = term { "|" call }
 *   term     = call | path
 *   call     = name "(" [ argument { "," argument } ] ")"
 *   argument = [ name "=" ] ( number | string | "true" | "false" | "none" | "inf" | target )
 * </pre>
 *
 * Thread: its owner's; one target.
 * Errors: {@link TargetException} that names the place.
 */
public final class ExpressionParser {

    private static final int MOST_DEPTH = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NAMED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*");
    private static final Pattern NUMBER = Pattern.compile("(-?\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?)(?=\\s*(?:[,)]|$))");
    private static final Pattern WORD =
            Pattern.compile("(true|false|none|inf)(?=\\s*(?:[,)]|$))", Pattern.CASE_INSENSITIVE);
    private static final String ENDS = "(),'\"|";

    private final String text;
    private int at;
    private int depth;

    private ExpressionParser(final String text) {
        this.text = text;
    }

    public static TargetExpression parse(final String target) {
        final ExpressionParser parser = new ExpressionParser(target);
        final TargetExpression expression = parser.target();
        parser.skipBlanks();
        if (parser.at < target.length()) {
            throw parser.bad("the end");
        }
        return expression;
    }

    /** What a text begins with: where a call in it cannot be read, the word before that. */
    public static TargetExpression parseStart(final String text) {
        try {
            return new ExpressionParser(text).target();
        } catch (final TargetException noTarget) {
            return new TargetExpression.Path(firstWord(text));
        }
    }

    /** What stands before the first blank, bracket, comma or quote. */
    public static String firstWord(final String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && ENDS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end);
    }

    private TargetExpression target() {
        TargetExpression expression = term();
        skipBlanks();
        int stages = depth;
        while (at < text.length() && text.charAt(at) == '|') {
            requireFlat(++stages);
            at++;
            skipBlanks();
            if (!(term() instanceof TargetExpression.Call call)) {
                throw bad("a function behind |");
            }
            final List<TargetExpression> arguments = new ArrayList<>(List.of(expression));
            arguments.addAll(call.arguments());
            expression = new TargetExpression.Call(call.function(), arguments, call.named(), call.raw());
            skipBlanks();
        }
        return expression;
    }

    private TargetExpression term() {
        skipBlanks();
        final Matcher name = NAME.matcher(text).region(at, text.length());
        if (name.lookingAt()) {
            int behind = name.end();
            while (behind < text.length() && text.charAt(behind) == ' ') {
                behind++;
            }
            if (behind < text.length() && text.charAt(behind) == '(') {
                return call(name.group(), behind + 1);
            }
        }
        return path();
    }

    private TargetExpression call(final String function, final int behind) {
        final int start = at;
        requireFlat(++depth);
        at = behind;
        final List<TargetExpression> arguments = new ArrayList<>();
        final Map<String, TargetExpression> named = new LinkedHashMap<>();
        skipBlanks();
        while (at < text.length() && text.charAt(at) != ')') {
            final Matcher name = NAMED.matcher(text).region(at, text.length());
            if (name.lookingAt()) {
                at = name.end();
                named.put(name.group(1), argument());
            } else if (named.isEmpty()) {
                arguments.add(argument());
            } else {
                throw bad("an argument with its name");
            }
            skipBlanks();
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                skipBlanks();
            } else if (at < text.length() && text.charAt(at) != ')') {
                throw bad("a comma or )");
            }
        }
        if (at == text.length()) {
            throw bad(")");
        }
        at++;
        depth--;
        return new TargetExpression.Call(function, arguments, named, text.substring(start, at));
    }

    private static void requireFlat(final int functions) {
        if (functions > MOST_DEPTH) {
            throw new TargetException("a target nests at most " + MOST_DEPTH + " functions");
        }
    }

    private TargetExpression argument() {
        final Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt()) {
            at = word.end();
            return new TargetExpression.Literal(valueOf(word.group().toLowerCase(Locale.ROOT)));
        }
        final Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) {
            at = number.end();
            return new TargetExpression.Literal(number(number.group(1)));
        }
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            final int end = text.indexOf(text.charAt(at), at + 1);
            if (end < 0) {
                throw bad("a closing quote");
            }
            final TargetExpression string = new TargetExpression.Literal(text.substring(at + 1, end));
            at = end + 1;
            return string;
        }
        return target();
    }

    private static Object valueOf(final String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "inf" -> Double.POSITIVE_INFINITY;
            default -> null;
        };
    }

    private static Object number(final String digits) {
        try {
            return digits.matches("-?\\d+") ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
        } catch (final NumberFormatException tooLong) {
            return Double.valueOf(digits);
        }
    }

    private TargetExpression path() {
        final int start = at;
        int braces = 0;
        while (at < text.length()) {
            final char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            } else if (c == '{') {
                braces++;
            } else if (c == '}') {
                braces--;
            } else if (c <= ' ' || ENDS.indexOf(c) >= 0 && (c != ',' || braces <= 0)) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw bad("a path or a function");
        }
        return new TargetExpression.Path(text.substring(start, at).replaceAll("\\\\(.)", "$1"));
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private TargetException bad(final String expected) {
        return new TargetException("target: " + text + ", character " + (at + 1) + " (expected: " + expected + ")");
    }
}
