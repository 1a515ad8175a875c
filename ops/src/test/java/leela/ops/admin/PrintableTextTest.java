package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void shouldLeaveTextAlone() {
        assertThat(PrintableText.of("web-1.größe 温度 \uD83D\uDE80")).isEqualTo("web-1.größe 温度 \uD83D\uDE80");
    }

    @Test
    void shouldEscapeWhatMovesTheCursorOrHides() {
        assertThat(PrintableText.of("a\u001b[2J\r\nb\u009bm\u202e\u200b\u2028\ud800"))
                .isEqualTo("a\\u001b[2J\\u000d\\u000ab\\u009bm\\u202e\\u200b\\u2028\\ud800");
    }
}
