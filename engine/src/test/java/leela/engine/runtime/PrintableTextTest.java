package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {

    @Test
    void shouldLeaveTextAlone() {
        assertThat(PrintableText.of("web-1.größe 温度 \uD83D\uDE80")).isEqualTo("web-1.größe 温度 \uD83D\uDE80");
    }

    @Test
    void shouldEscapeWhatMovesTheCursorOrHides() {
        assertThat(PrintableText.of("a\u001b[2J\r\nb\u009bm\u202e\u200b\u2028\ud800"))
                .isEqualTo("a\\x1b[2J\\r\\nb\\u009bm\\u202e\\u200b\\u2028\\ud800");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"web1.load", "größe 温度 🚀", "a\\b", "a\\n", "a\n\r\tb", "\u001b[2J", "\u0085\u202e", "\\x41"})
    void shouldReadBackTheKeyThatItShowed(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);

        assertThat(PrintableText.keyOf(PrintableText.ofKey(bytes))).isEqualTo(bytes);
    }

    @Test
    void shouldShowAndReadBackBytesThatAreNoText() {
        final byte[] key = {
            'a', (byte) 0xff, (byte) 0xc3, '(', (byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xc3, (byte) 0xa9
        };

        assertThat(PrintableText.ofKey(key)).isEqualTo("a\\xff\\xc3(\\xed\\xa0\\x80é");
        assertThat(PrintableText.keyOf(PrintableText.ofKey(key))).isEqualTo(key);
    }

    @Test
    void shouldKeepTheMeaningOfJson() {
        assertThat(PrintableText.ofJson("{\"a\u009b\u202eé\": [1,\n2]}")).isEqualTo("{\"a\\u009b\\u202eé\": [1,\n2]}");
    }
}
