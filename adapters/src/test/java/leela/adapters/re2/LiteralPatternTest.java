package leela.adapters.re2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiteralPatternTest {

    private static final List<String> KEYS =
            List.of("", "a", "aa", "ab", "ba", "aab", "a.b", "axb", "a$", "a$b", "^a", "b", "aba", "a\\b", "\u00e9a");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "^", "$", "^$", "a", "^a", "a$", "^a$", "ab", "^ab$", "a\\.b", "a\\$", "a\\$$", "^\\^a", "a\\\\b"
            })
    void shouldFindWhatTheRegularExpressionFinds(final String expression) {
        final LiteralPattern literal = LiteralPattern.of(expression);

        assertThat(literal).isNotSameAs(LiteralPattern.NONE);
        for (final String key : KEYS) {
            assertThat(literal.isFoundIn(key.getBytes(StandardCharsets.UTF_8)))
                    .as("%s in %s", expression, key)
                    .isEqualTo(Pattern.compile(expression).matcher(key).find());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "a|b",
                "a*",
                "[a]",
                "(a)",
                "a^b",
                "a$b",
                "\\d",
                "\\",
                "a\\\\$\\",
                "\u00e9",
                "^^a",
                "a$$",
                "\\pL"
            })
    void shouldLeaveMoreThanTextToTheRegularExpression(final String expression) {
        assertThat(LiteralPattern.of(expression)).isSameAs(LiteralPattern.NONE);
    }

    @Test
    void shouldCostMoreTheLongerTheKeyUnlessItIsHeldToItsBeginning() {
        assertThat(LiteralPattern.of("a").worstNs(100))
                .isGreaterThan(LiteralPattern.of("a").worstNs(10));
        assertThat(LiteralPattern.of("^a").worstNs(100))
                .isEqualTo(LiteralPattern.of("^a").worstNs(10));
    }
}
