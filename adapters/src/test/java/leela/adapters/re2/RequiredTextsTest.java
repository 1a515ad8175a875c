package leela.adapters.re2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import leela.engine.spi.KeyPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts must occur in a key for a pattern to be found in it. */
class RequiredTextsTest {

    private static final String[] PARTS = {
        "a",
        "b",
        "c",
        "abc",
        "bca",
        "é",
        ".",
        "^",
        "$",
        "*",
        "+",
        "?",
        "|",
        "(",
        ")",
        "(?:",
        "(?i)",
        "(?P<n>",
        "[ab]",
        "[^a]",
        "[]a]",
        "[[:digit:]b]",
        "[\\]a]",
        "\\.",
        "\\d",
        "\\b",
        "\\x61",
        "\\Qa*\\E",
        "\\pL",
        "{",
        "}",
        "{2}",
        "{0,1}",
        "{1,}",
        "{,2}",
        "]",
        "\\*",
        "-",
        "(?s)",
        "(?-i)",
        "(?i:b)",
        "\\C"
    };

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "^bench.m000 -> bench m000",
                "^(.*)\\.df-(.*)\\.df_complex-used$ -> .df- .df_complex-used",
                "^([^.]+)\\.cpu-\\d+\\.cpu-(user|system)$ -> .cpu-",
                "web1\\. -> web1.",
                "abc+d -> abc",
                "abc*def -> def",
                "abc(def)?ghi -> abc ghi",
                "abcd{2,3}def -> abc def",
                "a{x}b -> a{x}b",
                "[abc]def[]gh]ijk -> def ijk",
                "a\\$b. -> a$b",
                "x(?:abc)xyz. -> xyz",
                "x(?P<name>abc)xyz. -> xyz",
                "caf\u00e9s. -> caf",
                "tag:host=web1 -> host=web1",
                "tag:name=cpu, tag:host=w -> cpu host=w",
                "tag:host~^web[0-9]$ -> web",
                "tag:name~^cpu\\.u -> cpu.u",
            })
    void shouldTellTheTextsThatAreCertain(final String expression, final String required) {
        assertThat(required(expression)).isEqualTo(required);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc|def",
                "(?i)abc",
                "(?i:abc)",
                "(abc|def)",
                "\\Qabc\\E",
                "\\x61bc",
                "\\pLabc",
                ".*",
                "",
                "tag:host!=web1",
                "tag:host=",
                "tag:host!~web"
            })
    void shouldRequireNothingThatIsNotCertain(final String expression) {
        assertThat(required(expression)).isEmpty();
    }

    @Test
    void shouldRequireOnlyWhatEveryKeyHasInWhichThePatternIsFound() {
        final Random random = new Random(11);
        int found = 0;
        int required = 0;
        for (int i = 0; i < 12_000; i++) {
            final KeyPattern pattern = pattern(random);
            final List<String> texts = pattern == null ? List.of() : texts(pattern);
            required += texts.size();
            for (int k = 0; k < 20 && !texts.isEmpty(); k++) {
                final byte[] key = key(random, texts);
                if (pattern.isFoundIn(key)) {
                    found++;
                    assertThat(new String(key, StandardCharsets.ISO_8859_1)).contains(texts);
                }
            }
        }
        assertThat(required).isGreaterThan(1_000);
        assertThat(found).isGreaterThan(1_000);
    }

    private static KeyPattern pattern(final Random random) {
        final StringBuilder expression = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            expression.append(PARTS[random.nextInt(PARTS.length)]);
        }
        try {
            return new Re2Patterns().compile(expression.toString().getBytes(StandardCharsets.UTF_8));
        } catch (final IllegalArgumentException noExpression) {
            return null;
        }
    }

    /** Half of them with the texts, but for a byte maybe. */
    private static byte[] key(final Random random, final List<String> texts) {
        final String letters = "abcA1.*}{-]\u00e9\u0001";
        final StringBuilder key = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            key.append(letters.charAt(random.nextInt(letters.length())));
        }
        if (random.nextBoolean()) {
            key.append(String.join(random.nextBoolean() ? "" : "b", texts));
        }
        if (random.nextInt(3) == 0 && key.length() > 0) {
            key.setCharAt(random.nextInt(key.length()), letters.charAt(random.nextInt(letters.length())));
        }
        return key.toString().getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static String required(final String expression) {
        return String.join(" ", texts(new Re2Patterns().compile(expression.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> texts(final KeyPattern pattern) {
        return pattern.required().stream()
                .map(text -> new String(text, StandardCharsets.ISO_8859_1))
                .toList();
    }
}
