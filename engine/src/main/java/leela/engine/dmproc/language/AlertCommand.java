package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a person may say of alerts, in a chat as on the command line.
 * Thread: immutable.
 * Errors: {@link SyntaxException} at the first fault.
 */
public sealed interface AlertCommand {

    /** {@code ALERT …;} */
    record Define(AlertProgram alert) implements AlertCommand {}

    /** {@code DROP ALERT name;} */
    record Drop(String name) implements AlertCommand {}

    /** {@code ACK 4711 text;} */
    record Acknowledge(long number, String text) implements AlertCommand {}

    /** {@code CLOSE 4711 text;} */
    record Close(long number, String text) implements AlertCommand {}

    /** {@code SILENCE regex FOR 2h text;} */
    record Silence(String regex, Span span, String text) implements AlertCommand {}

    /** {@code UNSILENCE 3;} */
    record Unsilence(long id) implements AlertCommand {}

    /** {@code SHOW ALERTS firing FROM regex;} either may be empty. */
    record Show(String state, String regex) implements AlertCommand {}

    /** {@code WHY 4711;} */
    record Why(long number) implements AlertCommand {}

    /** {@code QUOTE ALERT …;} */
    record Quote(AlertProgram alert) implements AlertCommand {}

    /** Longest text of a person beside a command, in characters. */
    int MAX_TEXT_LENGTH = 1000;

    /** States that may be asked for. */
    List<String> STATES = List.of("pending", "firing", "unknown", "flapping");

    /** How a quote begins. */
    Pattern QUOTE = Pattern.compile("(?i)\\s*QUOTE\\s+ALERT[\\s;]");

    /** How what only asks begins. */
    Pattern QUESTION = Pattern.compile("(?i)\\s*(?:QUOTE|WHY|SHOW)\\b");

    /** How such a command begins. */
    Pattern MEANT =
            Pattern.compile("(?is)\\s*(?:ALERT[\\s;]|(?-i:ALERT)$|DROP\\s+ALERT|QUOTE\\s+ALERT|WHY\\b|ACK\\b|CLOSE\\b"
                    + "|(?:UN)?SILENCE\\b|SHOW\\s+ALERTS?\\b).*");

    /** Whether the text speaks of alerts, well-formed or not. */
    static boolean isMeant(final String text) {
        return MEANT.matcher(text).matches();
    }

    /** Whether the text changes nothing, and only asks. */
    static boolean isQuestion(final String text) {
        return QUESTION.matcher(text).lookingAt();
    }

    /** Whether the text asks how often an alert would have been told: that takes its time. */
    static boolean isQuote(final String text) {
        return QUOTE.matcher(text).lookingAt();
    }

    /** From the whole of the text; words in any case, white space is free. */
    static AlertCommand parse(final String text) throws SyntaxException {
        if (AlertProgram.isMeant(text)) {
            return new Define(AlertProgram.parseNew(text));
        }
        if (isQuote(text)) {
            // columns stay what they are
            return new Quote(AlertProgram.parseNew(text.replaceFirst("(?i)QUOTE", "     ")));
        }
        final Lexer lexer = new Lexer(text.getBytes(StandardCharsets.UTF_8));
        final AlertCommand command = command(lexer);
        lexer.expect(';');
        lexer.expectEnd();
        return command;
    }

    private static AlertCommand command(final Lexer lexer) throws SyntaxException {
        if (lexer.takeWord("drop")) {
            if (!lexer.takeWord("alert")) {
                throw lexer.expected("ALERT");
            }
            return new Drop(given(lexer, lexer.word().getBytes(StandardCharsets.UTF_8), "the name of an alert"));
        }
        if (lexer.takeWord("ack")) {
            return new Acknowledge(number(lexer), rest(lexer));
        }
        if (lexer.takeWord("close")) {
            return new Close(number(lexer), rest(lexer));
        }
        if (lexer.takeWord("why")) {
            return new Why(number(lexer));
        }
        if (lexer.takeWord("unsilence")) {
            return new Unsilence(number(lexer));
        }
        if (lexer.takeWord("silence")) {
            return silence(lexer);
        }
        if (lexer.takeWord("show") && (lexer.takeWord("alerts") || lexer.takeWord("alert"))) {
            return show(lexer);
        }
        throw lexer.expected("ALERT, DROP ALERT, QUOTE ALERT, ACK, CLOSE, WHY, SILENCE, UNSILENCE or SHOW ALERTS");
    }

    private static AlertCommand silence(final Lexer lexer) throws SyntaxException {
        final String regex = given(lexer, lexer.untilWord("for"), "a regular expression");
        if (!lexer.takeWord("for")) {
            throw lexer.expected("FOR and a time such as 2h");
        }
        final int at = lexer.position();
        final Span span = lexer.span();
        if (span.ns() < 1 || span.ns() > Span.LONGEST.ns()) {
            throw lexer.wrong(at, "FOR: " + span + " (expected: from 1ms to " + Span.LONGEST + ")");
        }
        return new Silence(regex, span, rest(lexer));
    }

    private static AlertCommand show(final Lexer lexer) throws SyntaxException {
        final int at = lexer.position();
        String state = lexer.word().toLowerCase(Locale.ROOT);
        if (state.equals("from")) {
            lexer.rewind(at);
            state = "";
        } else if (!state.isEmpty() && !STATES.contains(state)) {
            throw lexer.expectedAt(at, "a state (" + String.join(" ", STATES) + "), FROM or ';'");
        }
        final String regex = lexer.takeWord("from") ? given(lexer, lexer.untilSemicolon(), "a regular expression") : "";
        return new Show(state, regex);
    }

    /** {@code #4711} and {@code 4711} are the same. */
    private static long number(final Lexer lexer) throws SyntaxException {
        lexer.take('#');
        return lexer.count();
    }

    /** What a person says beside it. */
    private static String rest(final Lexer lexer) throws SyntaxException {
        final int at = lexer.position();
        final String text = new String(lexer.untilSemicolon(), StandardCharsets.UTF_8);
        if (text.length() > MAX_TEXT_LENGTH) {
            throw lexer.wrong(
                    at, "a text of " + text.length() + " characters (expected: at most " + MAX_TEXT_LENGTH + ")");
        }
        return text;
    }

    private static String given(final Lexer lexer, final byte[] text, final String what) throws SyntaxException {
        if (text.length == 0) {
            throw lexer.expected(what);
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
