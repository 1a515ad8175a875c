package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Reads the bytes of a program piece by piece, as the parser asks for them; white space before a piece is skipped.
 * What a piece may be depends on the place ({@code 1/2} is a sample or a broken number), so there is no list of tokens.
 * Thread: one; used for one text.
 * Units: positions are offsets in bytes, columns count characters from 1.
 * Errors: what was asked for and is not there is a {@link SyntaxException}.
 */
final class Lexer {

    /** Longest text, in bytes; a frame of the proc socket is shorter. */
    static final int MAX_LENGTH = 1 << 16;

    private static final int MAX_SHOWN = 20;
    private static final int LONGEST_CHARACTER = 4;
    /** What stands for bytes that are no character. */
    private static final int REPLACEMENT = 0xfffd;

    private final byte[] text;
    private final int end;
    private int position;

    Lexer(final byte[] text) throws SyntaxException {
        if (text.length > MAX_LENGTH) {
            throw new SyntaxException(1, text.length + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        this.text = text;
        this.end = text.length;
    }

    /** Where the next piece begins. */
    int position() {
        skipSpace();
        return position;
    }

    /** Whether the next piece begins with this byte. */
    boolean isAt(final char symbol) {
        skipSpace();
        return peek(0) == symbol;
    }

    /** Takes the byte if it is next. */
    boolean take(final char symbol) {
        final boolean isNext = isAt(symbol);
        if (isNext) {
            position++;
        }
        return isNext;
    }

    /** Takes the byte if it is the very next one, without white space before it. */
    boolean takeGlued(final char symbol) {
        final boolean isNext = peek(0) == symbol;
        if (isNext) {
            position++;
        }
        return isNext;
    }

    /** Goes back to a piece, to read it in another way. */
    void rewind(final int to) {
        position = to;
    }

    void expect(final char symbol) throws SyntaxException {
        if (!take(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    /** The letters, digits and underscores that come next; empty where there are none. */
    String word() {
        final int start = position();
        while (isWord(peek(0))) {
            position++;
        }
        return show(start, position);
    }

    /** Takes the word if it is next, in any case of letters. */
    boolean takeWord(final String word) {
        final int start = position();
        final boolean isNext = word().equalsIgnoreCase(word);
        if (!isNext) {
            position = start;
        }
        return isNext;
    }

    /** A whole number without a sign; beyond a long it is the largest long. */
    long count() throws SyntaxException {
        final int start = position();
        long count = 0;
        while (isDigit(peek(0))) {
            final int digit = text[position++] - '0';
            count = count > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : count * 10 + digit;
        }
        if (position == start || isWord(peek(0)) || peek(0) == '.') {
            throw expectedAt(start, "a whole number");
        }
        return count;
    }

    /** Whether a whole number with a unit glued to it begins here. */
    boolean isAtSpan() {
        skipSpace();
        int ahead = 0;
        while (isDigit(peek(ahead))) {
            ahead++;
        }
        return ahead > 0 && isLetter(peek(ahead));
    }

    /** A whole number and a unit of time: {@code 90s}. */
    Span span() throws SyntaxException {
        final int start = position();
        long count = 0;
        while (isDigit(peek(0))) {
            final int digit = text[position++] - '0';
            count = count > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : count * 10 + digit;
        }
        final Span span = position == start || !isLetter(peek(0)) ? null : Span.of(count, word());
        if (span == null) {
            throw expectedAt(start, "a whole number with its unit (" + Span.UNITS + ")");
        }
        return span;
    }

    /** Digits, with a point where wanted, that come next: no sign, no exponent. */
    double plainNumber() throws SyntaxException {
        final int start = position();
        int digits = skipDigits();
        if (digits > 0 && takeGlued('.')) {
            final int fraction = skipDigits();
            digits = fraction == 0 ? 0 : digits + fraction;
        }
        if (digits == 0 || isWord(peek(0)) || peek(0) == '.') {
            throw expectedAt(start, "a number of percent");
        }
        return Double.parseDouble(show(start, position));
    }

    /** Whether a number begins here; a sign belongs to it only where the number follows at once. */
    boolean isAtNumber() {
        skipSpace();
        final int first = peek(0) == '-' || peek(0) == '+' ? peek(1) : peek(0);
        return isDigit(first) || first == '.' || isLetter(first);
    }

    /** {@code ["-" / "+"] (decimal / "nan" / "inf" / "infinity")}, words in any case. */
    double number() throws SyntaxException {
        final int start = position();
        final boolean isNegative = takeGlued('-');
        if (!isNegative) {
            takeGlued('+');
        }
        final double magnitude = isLetter(peek(0)) ? namedNumber(start) : decimal(start);
        return isNegative ? -magnitude : magnitude;
    }

    /** Takes {@code count} bytes as they are, from the very next one. */
    byte[] bytes(final int count, final String what) throws SyntaxException {
        if (count > end - position) {
            throw expectedHere(what);
        }
        return bytes(count);
    }

    /** The same, which are of a length that was said before. */
    byte[] bytes(final int count) throws SyntaxException {
        if (count > end - position) {
            throw new SyntaxException(column(position), "expected " + count + " bytes, found " + (end - position));
        }
        final byte[] taken = Arrays.copyOfRange(text, position, position + count);
        position += count;
        return taken;
    }

    /**
     * Takes what comes before this word, in any case of letters, without white space around it; all that is left where
     * it does not come.
     */
    byte[] untilWord(final String word) {
        final int start = position();
        while (position < end && !isWordAt(position, word)) {
            position++;
        }
        return trimmed(start, position);
    }

    /** What comes before white space, {@code ;} or {@code =}; empty where nothing does. */
    String name() {
        final int start = position();
        while (position < end && !isSpace(text[position]) && text[position] != ';' && text[position] != '=') {
            position++;
        }
        return show(start, position);
    }

    /** The name of a tag: what comes before white space, a comma, {@code ;} or {@code =}; empty where nothing does. */
    String tag() {
        final int start = position;
        while (position < end && !isSpace(text[position]) && ",;=\"".indexOf(text[position]) < 0) {
            position++;
        }
        return new String(text, start, position - start, StandardCharsets.UTF_8);
    }

    /** Takes what comes before the next {@code ;} that has no backslash before it, without white space around it. */
    byte[] untilSemicolon() {
        final int start = position();
        while (position < end && text[position] != ';') {
            position += text[position] == '\\' && position + 1 < end ? 2 : 1;
        }
        return trimmed(start, position);
    }

    /** Whether white space stands here. */
    boolean isAtSpace() {
        return isSpace(peek(0));
    }

    /** Nothing but white space may follow. */
    void expectEnd() throws SyntaxException {
        if (position() != end) {
            throw expected("nothing more");
        }
    }

    SyntaxException expected(final String what) {
        return expectedAt(position(), what);
    }

    /** As {@link #expected}, but white space here is what was found. */
    SyntaxException expectedHere(final String what) {
        return expectedAt(position, what);
    }

    SyntaxException expectedAt(final int at, final String what) {
        return expectedAt(at, what, "");
    }

    /** As the other; {@code hint} goes behind what was found. */
    SyntaxException expectedAt(final int at, final String what, final String hint) {
        return new SyntaxException(column(at), "expected " + what + ", found " + found(at) + hint);
    }

    /** A piece that is there, but may not be what it is. */
    SyntaxException wrong(final int at, final String sentence) {
        return new SyntaxException(column(at), sentence);
    }

    /** Builds what has rules of its own, and says where it stands if it breaks one. */
    <T> T checked(final int start, final Supplier<T> part) throws SyntaxException {
        try {
            return part.get();
        } catch (final IllegalArgumentException broken) {
            throw wrong(start, broken.getMessage());
        }
    }

    private double namedNumber(final int start) throws SyntaxException {
        switch (word().toLowerCase(Locale.ROOT)) {
            case "nan":
                return Double.NaN;
            case "inf", "infinity":
                return Double.POSITIVE_INFINITY;
            default:
                throw expectedAt(start, "a number");
        }
    }

    private double decimal(final int start) throws SyntaxException {
        final int first = position;
        int digits = skipDigits();
        if (peek(0) == '.') {
            position++;
            digits += skipDigits();
        }
        skipExponent();
        if (digits == 0 || isWord(peek(0)) || peek(0) == '.') {
            throw expectedAt(start, "a number");
        }
        return Double.parseDouble(new String(text, first, position - first, StandardCharsets.US_ASCII));
    }

    private void skipExponent() {
        final int signLength = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
        if ((peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(1 + signLength))) {
            position += 1 + signLength;
            skipDigits();
        }
    }

    private int skipDigits() {
        final int start = position;
        while (isDigit(peek(0))) {
            position++;
        }
        return position - start;
    }

    private void skipSpace() {
        while (isSpace(peek(0))) {
            position++;
        }
    }

    /** The byte so far ahead, or -1 beyond the end. */
    private int peek(final int ahead) {
        return position + ahead < end ? text[position + ahead] & 0xff : -1;
    }

    /** What stands there, in words: the whole word or number, or one byte. */
    private String found(final int at) {
        if (at >= end) {
            return "the end";
        }
        int last = at + 1;
        while (last < end && last - at < MAX_SHOWN && isWordOrNumber(text[at]) && isWordOrNumber(text[last])) {
            last++;
        }
        final int first = text[at] & 0xff;
        return first < ' ' || first > '~' ? unusual(at) : "'" + show(at, last) + "'";
    }

    /** What cannot be seen, or looks like something else, by its name. */
    private String unusual(final int at) {
        final int length = Math.min(LONGEST_CHARACTER, end - at);
        final int point = new String(text, at, length, StandardCharsets.UTF_8).codePointAt(0);
        return point == REPLACEMENT
                ? String.format(Locale.ROOT, "byte 0x%02x", text[at])
                : String.format(
                        Locale.ROOT,
                        "%s (U+%04X)",
                        String.valueOf(Character.getName(point)).toLowerCase(Locale.ROOT),
                        point);
    }

    private int column(final int at) {
        int column = 1;
        for (int i = 0; i < at; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return column;
    }

    private String show(final int from, final int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private boolean isWordAt(final int at, final String word) {
        final int behind = at + word.length();
        return behind <= end
                && (at == 0 || !isWord(text[at - 1]))
                && (behind == end || !isWord(text[behind]))
                && show(at, behind).equalsIgnoreCase(word);
    }

    /** Without white space at the end. */
    private byte[] trimmed(final int from, final int to) {
        int last = to;
        while (last > from && isSpace(text[last - 1])) {
            last--;
        }
        return Arrays.copyOfRange(text, from, last);
    }

    private static boolean isWordOrNumber(final int symbol) {
        return isWord(symbol) || symbol == '.' || symbol == '-' || symbol == '+';
    }

    private static boolean isWord(final int symbol) {
        return isLetter(symbol) || isDigit(symbol) || symbol == '_';
    }

    private static boolean isLetter(final int symbol) {
        return symbol >= 'a' && symbol <= 'z' || symbol >= 'A' && symbol <= 'Z';
    }

    private static boolean isDigit(final int symbol) {
        return symbol >= '0' && symbol <= '9';
    }

    private static boolean isSpace(final int symbol) {
        return symbol == ' ' || symbol >= '\t' && symbol <= '\r';
    }
}
