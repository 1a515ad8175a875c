package leela.adapters.re2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.keys.TagCondition;
import leela.engine.spi.KeyPattern;

/**
 * Keys by their tags, of which all must be as told: {@code tag:host=web1, tag:dc~^eu}. What regexes capture counts
 * through, from the first of them on.
 * Thread: immutable.
 * Errors: as {@link TagCondition}.
 */
final class TagPattern implements KeyPattern {

    private static final String MARK = "tag:";
    private static final Pattern BEGIN = Pattern.compile(MARK + TagCondition.FORM);
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*" + MARK + "(?=" + TagCondition.FORM + ")");
    /** {@code host==web1}, or {@code host=web1, dc=eu}. */
    private static final Pattern SLIP =
            Pattern.compile("[^;=!~,\\s]+!?=(?:(=).*|[^=~].*,\\s+(" + TagCondition.FORM + ".*))", Pattern.DOTALL);

    private static final int CALL_NS = 10;
    private static final int BYTE_NS = 4;

    private final List<Part> parts = new ArrayList<>();
    private final int captures;

    /** A condition; {@code regex} is null where it has none. */
    private record Part(TagCondition condition, KeyPattern regex) {

        int captures() {
            return regex == null || condition.isNegated() ? 0 : regex.captures();
        }

        /** Writes where in the key the parentheses matched, from an index on; false where it does not hold. */
        boolean capture(final byte[] key, final int[] into, final int at) {
            if (captures() == 0) {
                return condition.holds(key);
            }
            final int[] found = regex.capture(condition.valueIn(key));
            final int from = condition.start(key);
            for (int i = 2; found != null && i < found.length; i++) {
                into[at + i - 2] = found[i] < 0 || from < 0 ? -1 : from + found[i];
            }
            return found != null;
        }

        /** A tag's value stands behind its name; that of the name itself is how the key begins. */
        List<byte[]> required() {
            if (condition.isEqual()) {
                return List.of(bytes(text(condition.tag()) + "=" + text(condition.value())));
            }
            if (condition.isEqualName()) {
                return List.of(condition.value());
            }
            return regex == null || condition.isNegated() ? List.of() : regex.required();
        }

        long worstNs(final int keyLength) {
            return CALL_NS + (long) BYTE_NS * keyLength + (regex == null ? 0 : regex.worstNs(keyLength));
        }
    }

    private TagPattern(final String[] texts, final Compiler compiler) {
        for (final String text : texts) {
            refuseSlip(text);
            final KeyPattern[] regex = new KeyPattern[1];
            final TagCondition condition = TagCondition.of(bytes(text), regexBytes -> {
                regex[0] = compiler.compile(regexBytes);
                return regex[0]::isFoundIn;
            });
            parts.add(new Part(condition, regex[0]));
        }
        captures = parts.stream().mapToInt(Part::captures).sum();
    }

    /** What would be part of a value, and is hardly meant so: it would match nothing, in silence. */
    private static void refuseSlip(final String text) {
        final Matcher slip = SLIP.matcher(text);
        if (slip.matches()) {
            throw new IllegalArgumentException(
                    slip.group(1) != null
                            ? MARK + text + " (expected: one =, or ~ before a regex)"
                            : MARK + text + " (expected: " + MARK + " before each condition, such as " + MARK
                                    + slip.group(2) + ")");
        }
    }

    /** Whether a text is of this form; else it is a regex over the whole key. */
    static boolean isOf(final byte[] text) {
        return BEGIN.matcher(text(text)).lookingAt();
    }

    /** From the text; regexes are compiled by {@code compiler}. */
    static TagPattern of(final byte[] text, final Compiler compiler) {
        final String all = text(text);
        return new TagPattern(COMMA.split(all.substring(MARK.length())), compiler);
    }

    @Override
    public boolean isFoundIn(final byte[] key) {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).condition().holds(key)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<byte[]> required() {
        return parts.stream().flatMap(part -> part.required().stream()).toList();
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int captures() {
        return captures;
    }

    @Override
    public int[] capture(final byte[] key) {
        final int[] found = new int[2 + 2 * captures];
        found[1] = key.length;
        int at = 2;
        for (final Part part : parts) {
            if (!part.capture(key, found, at)) {
                return null;
            }
            at += 2 * part.captures();
        }
        return found;
    }

    @Override
    public long worstNs(final int keyLength) {
        long worstNs = 0;
        for (final Part part : parts) {
            worstNs += part.worstNs(keyLength);
        }
        return worstNs;
    }
}
