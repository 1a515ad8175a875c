package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatConfigTest {

    @ParameterizedTest
    @CsvSource({
        "alice@localhost, true",
        "Alice@LOCALHOST, true",
        "bob@example.org, true",
        "bob@EXAMPLE.org, true",
        "bob@localhost, false",
        "bob@evil.example.org, false",
        "bob@example.org.evil, false",
        "alice@localhost@evil, false",
        "example.org, true",
        "localhost, false"
    })
    void shouldAllowWhoIsNamedAndWhoseDomainIs(final String owner, final boolean isAllowed) {
        assertThat(config(60, List.of("alice@localhost", "example.org")).allows(owner))
                .isEqualTo(isAllowed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001})
    void shouldRefuseALimitThatIsNone(final int messagesPerMinute) {
        assertThatThrownBy(() -> config(messagesPerMinute, List.of("localhost")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xmpp.messages_per_minute: " + messagesPerMinute + " (expected: 1-1000000)");
    }

    @Test
    void shouldRefuseToAllowNobody() {
        assertThatThrownBy(() -> config(60, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xmpp.allow: [] (expected: at least one address or domain)");
    }

    private static ChatConfig config(final int messagesPerMinute, final List<String> allow) {
        return new ChatConfig(allow, ChatConfig.Format.JSON, messagesPerMinute, 100, Duration.ofSeconds(5));
    }
}
