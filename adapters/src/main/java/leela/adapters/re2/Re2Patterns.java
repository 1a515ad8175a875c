package leela.adapters.re2;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.spi.KeyPattern;

/**
 * Compiles regular expressions of RE2's syntax into patterns over keys.
 *
 * <p>Keys are any bytes. One that is valid UTF-8, as nearly all are, is matched by its characters: {@code ^.$} finds
 * the two bytes of
 * {@code é}. One that is not is matched as Latin-1, one character a byte, so no byte is ever unreachable: {@code \xe9}
 * and {@code é} find byte 0xe9 there. The same goes for the bytes of the expression itself.
 *
 * <p>A text such as {@code tag:host=web1} asks for tags instead, see {@link TagPattern}.
 *
 * <p>Thread: any; immutable.
 * Memory: a matcher for each question; no copy of the key.
 * Errors: {@link IllegalArgumentException} for what is no expression, and for one that would unfold to more than {@link
 * #MAX_SIZE} steps: RE2/J unfolds {@code ((a{1000}){1000}){1000}} until the heap is full, and a match costs up to a
 * step for each byte and step.
 */
public final class Re2Patterns implements KeyPattern.Compiler {

    /** Most steps of one expression once its repetitions are unfolded. */
    public static final int MAX_SIZE = 2_000;

    @Override
    public KeyPattern compile(final byte[] pattern) {
        return TagPattern.isOf(pattern) ? TagPattern.of(pattern, Re2Patterns::compileRegex) : compileRegex(pattern);
    }

    private static KeyPattern compileRegex(final byte[] pattern) {
        final String expression = Utf8.isValid(pattern)
                ? new String(pattern, StandardCharsets.UTF_8)
                : new String(pattern, StandardCharsets.ISO_8859_1);
        final LiteralPattern literal = LiteralPattern.of(expression);
        return literal != LiteralPattern.NONE ? literal : compile(expression);
    }

    private static KeyPattern compile(final String expression) {
        if (UnfoldedSize.of(expression) > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "The regex " + expression + " repeats too much: it unfolds to more than " + MAX_SIZE + " steps.");
        }
        try {
            return new Re2Pattern(Pattern.compile(expression), RequiredTexts.of(expression));
        } catch (final PatternSyntaxException bad) {
            throw new IllegalArgumentException(
                    "The regex " + expression + " is not well-formed: " + bad.getDescription()
                            + place(expression, bad.getPattern()) + ".",
                    bad);
        }
    }

    /** Where the part that is at fault stands, if it is a part. */
    private static String place(final String expression, final String part) {
        final int index = part.isEmpty() || part.equals(expression) ? -1 : expression.indexOf(part);
        return index < 0 ? "" : " at character " + (1 + expression.codePointCount(0, index)) + ", '" + part + "'";
    }

    private record Re2Pattern(Pattern pattern, List<byte[]> required) implements KeyPattern {

        private static final int STEP_NS = 10;

        @Override
        public boolean isFoundIn(final byte[] key) {
            return Utf8.isValid(key)
                    ? pattern.matcher(key).find()
                    : pattern.matcher(new Latin1Text(key)).find();
        }

        @Override
        public int captures() {
            return pattern.groupCount();
        }

        /** Both kinds of matchers count in bytes. */
        @Override
        public int[] capture(final byte[] key) {
            final Matcher matcher = Utf8.isValid(key) ? pattern.matcher(key) : pattern.matcher(new Latin1Text(key));
            if (!matcher.find()) {
                return null;
            }
            final int[] found = new int[2 * (1 + pattern.groupCount())];
            for (int i = 0; i < found.length; i += 2) {
                found[i] = matcher.start(i / 2);
                found[i + 1] = matcher.end(i / 2);
            }
            return found;
        }

        /** Every step may have to be taken at every byte. */
        @Override
        public long worstNs(final int keyLength) {
            return (long) STEP_NS * pattern.programSize() * (keyLength + 1);
        }
    }
}
