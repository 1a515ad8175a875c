package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XmlTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain <&> \"text\"",
                "tab\t line\n return\r",
                "\u00fc\u20ac",
                "\ud83d\ude00",
                "\ud7ff\ue000\ufffd"
            })
    void shouldLeaveWhatXmlCanCarry(final String text) {
        assertThat(XmlText.of(text)).isSameAs(text);
    }

    @Test
    void shouldMarkWhatXmlForbids() {
        assertThat(XmlText.of("a\u0000b\u001bc\ufffed\uffff")).isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffd");
        assertThat(XmlText.of("half \ud83d of a pair")).isEqualTo("half \ufffd of a pair");
    }
}
