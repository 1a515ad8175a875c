package leela.engine.keys;

import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys a glob stands for. */
final class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "'', anything",
        "*, anything",
        "a, a",
        "a*, abc",
        "*c, abc",
        "a*c, abbc",
        "a*b*c, axbxbxc",
        "a?c, abc",
        "a**c, ac",
        "[a-c]x, bx",
        "[!a-c]x, dx",
        "[abc]x, cx",
        "[]]x, ]x",
        "[!]]x, ax",
        "[a-]x, -x",
        "a\\*c, a*c",
        "a\\?c, a?c",
        "a\\[c, a[c",
        "a[c, a[c",
        "\\\\, \\",
        "web*.cpu-?.*, web01.cpu-0.idle",
        "*é*, caféx",
        "***, x",
        "a\\, a\\"
    })
    void shouldMatch(final String glob, final String key) {
        assertThat(new Glob(bytes(glob)).matches(bytes(key))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a, b",
        "a, ab",
        "a, ''",
        "a?, a",
        "?, ''",
        "a*c, abcd",
        "[a-c]x, dx",
        "[!a-c]x, ax",
        "[abc]x, x",
        "a\\*c, abc",
        "a\\?c, abc",
        "*b, abc",
        "web*, WEB"
    })
    void shouldNotMatch(final String glob, final String key) {
        assertThat(new Glob(bytes(glob)).matches(bytes(key))).isFalse();
    }

    @Test
    void shouldNotTakeLongForManyStars() {
        final Glob glob = new Glob(bytes("*a".repeat(500) + "b"));
        final byte[] key = bytes("a".repeat(1024));
        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(key)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "*", "?*", "[!]", "\\\\", "[a-", "*[a", "[]*]"})
    void shouldTakeABoundedNumberOfStepsAByte(final String piece) {
        final String pieces = "*" + piece.repeat(KeyFilter.MAX_GLOB_LENGTH / piece.length() - 1);
        final Glob glob = new Glob(bytes(pieces));
        final byte[] key = bytes("[".repeat(1024));

        assertThat(glob.stepsPerByte()).isLessThanOrEqualTo(KeyFilter.MAX_GLOB_LENGTH / Long.SIZE + 1);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 1_000; i++) {
                glob.matches(key);
            }
        });
    }

    @Test
    void shouldMatchAsARegularExpressionWould() {
        final String[] pieces = {"a", "b", "c", "*", "?", "[", "]", "!", "-", "\\", "[a-c]", "[!b]", "é"};
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        int matching = 0;
        for (int i = 0; i < 20_000; i++) {
            // sometimes beyond the 64 tokens of a word
            final String head = "a".repeat(i % 4 == 0 ? random.nextInt(130) : 0);
            final String glob = head + random(random, pieces, 7);
            final String key = head + random(random, new String[] {"a", "b", "c", "[", "]", "!", "-", "\\", "é"}, 6);
            final boolean isMatching = new Glob(latin1(glob)).matches(latin1(key));
            matching += isMatching ? 1 : 0;
            assertThat(isMatching)
                    .as("%s on %s, seed %d", glob, key, seed)
                    .isEqualTo(glob.isEmpty()
                            || Pattern.compile(regex(glob), Pattern.DOTALL)
                                    .matcher(key)
                                    .matches());
        }
        assertThat(matching).isGreaterThan(1_000);
    }

    @Test
    void shouldRefuseAGlobThatIsLongerThanAnyKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyFilter(new byte[0], new byte[1025]))
                .withMessage("glob: 1025 bytes (expected: at most 1024)");
    }

    /** The same glob for the JDK: slow, but by other means. */
    private static String regex(final String glob) {
        final StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            final char c = glob.charAt(i);
            final int first = glob.startsWith("[!", i) ? i + 2 : i + 1;
            final int end = c == '[' && first < glob.length() ? glob.indexOf(']', first + 1) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (end > 0) {
                regex.append(first == i + 2 ? "[^" : "[")
                        .append(set(glob.substring(first, end)))
                        .append(']');
                i = end;
            } else {
                i += c == '\\' && i + 1 < glob.length() ? 1 : 0;
                regex.append(hex(glob.charAt(i)));
            }
        }
        return regex.toString();
    }

    /** Every byte of a set by its number; a range that runs backwards holds nothing. */
    private static String set(final String set) {
        final StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < set.length(); i++) {
            final boolean isRange = i + 2 < set.length() && set.charAt(i + 1) == '-';
            for (char c = set.charAt(i); c <= set.charAt(isRange ? i + 2 : i); c++) {
                numbers.append(hex(c));
            }
            i += isRange ? 2 : 0;
        }
        // beyond any byte: an empty set is none for the JDK
        return numbers + "\\u0100";
    }

    private static String hex(final char c) {
        return String.format("\\x%02x", (int) c);
    }

    private static String random(final SplittableRandom random, final String[] pieces, final int most) {
        final StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(most + 1); j > 0; j--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static byte[] latin1(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldTellWhatEveryMatchBeginsWith() {
        assertThat(new Glob(bytes("web0[1-2]*")).literalPrefix()).isEqualTo(bytes("web0"));
        assertThat(new Glob(bytes("*x")).literalPrefix()).isEmpty();
    }
}
