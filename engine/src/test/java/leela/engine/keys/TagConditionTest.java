package leela.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagConditionTest {

    @ParameterizedTest
    @CsvSource({
        "host~^web-01$, web-01",
        "host~^web, web",
        "host~^web[0-9], web",
        "host~^web1?, web",
        "host~^web1*, web",
        "'host~^web1{2}', web",
        "host~^web1+x, web",
        "host~^web\\.de, web",
        "host~web, ''",
        "host~^a|b, ''",
        "host~(?i)^web, ''",
        "host~^(web), ''",
        "host~, ''",
        "host=^web, ''"
    })
    void shouldKnowHowAllValuesBegin(final String text, final String prefix) {
        assertThat(condition(text).valuePrefix()).isEqualTo(prefix.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "=x", "~x", "ho st=x", "a;b=c", "!=x"})
    void shouldRefuseWhatIsNoCondition(final String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> condition(text))
                .withMessageStartingWith("tag: '" + text + "' (expected: such as host=web1");
    }

    @Test
    void shouldTellWhichConditionsAnIndexServes() {
        assertThat(condition("host=a").isEqual()).isTrue();
        assertThat(condition("host=").isEqual()).isFalse();
        assertThat(condition("host!=a").isEqual()).isFalse();
        assertThat(condition("name=a").isEqual()).isFalse();
        assertThat(condition("name=a").isEqualName()).isTrue();
        assertThat(condition("host~a").isFound()).isTrue();
        assertThat(condition("host!~a").isFound()).isFalse();
        assertThat(condition("host~").isFound()).isFalse();
    }

    private static TagCondition condition(final String text) {
        return TagCondition.of(
                text.getBytes(StandardCharsets.UTF_8),
                regex -> value ->
                        new String(value, StandardCharsets.UTF_8).contains(new String(regex, StandardCharsets.UTF_8)));
    }
}
