package leela.adapters.re2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import leela.engine.spi.KeyPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compiler of patterns makes of conditions on tags. */
class TagPatternTest {

    private static final String KEY = "cpu.user;dc=eu-west;host=web1;path=a=b,c";

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "tag:host=web1 -> true",
                "tag:host=web -> false",
                "tag:host=web12 -> false",
                "tag:ost=web1 -> false",
                "tag:hos=t=web1 -> false",
                "tag:path=a=b,c -> true",
                "tag:path=a=b -> false",
                "tag:host!=web1 -> false",
                "tag:host!=web2 -> true",
                "tag:host~^web -> true",
                "tag:host=~^web[0-9]$ -> true",
                "tag:host~^eb -> false",
                "tag:host!~^web -> false",
                "tag:host!=~^db -> true",
                "tag:dc~^us|west$ -> true",
                "tag:rack=r1 -> false",
                "tag:rack!=r1 -> true",
                "tag:rack= -> true",
                "tag:host= -> false",
                "tag:host!= -> true",
                "tag:rack~. -> false",
                "tag:rack!~. -> true",
                "tag:name=cpu.user -> true",
                "tag:name=cpu -> false",
                "tag:name~^cpu\\. -> true",
                "tag:name~web1 -> false",
                "tag:host=web1, tag:dc~^eu -> true",
                "tag:host=web1,tag:dc~^us -> false",
                "tag:host~^web , tag:dc!=us, tag:name~user$ -> true",
            })
    void shouldJudgeAKeyByItsTags(final String text, final boolean isFound) {
        assertThat(pattern(text).isFoundIn(bytes(KEY))).isEqualTo(isFound);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "^cpu -> true",
                "tag: -> false",
                ";host=web -> true",
                "tag:host -> false",
                "[t]ag:host=web1 -> false"
            })
    void shouldLeaveARegexWhatItIs(final String text, final boolean isFound) {
        assertThat(pattern(text).isFoundIn(bytes(KEY))).isEqualTo(isFound);
    }

    @Test
    void shouldFindTheNameOfAKeyWithoutTags() {
        assertThat(pattern("tag:name~^load$").isFoundIn(bytes("load"))).isTrue();
        assertThat(pattern("tag:host~web").isFoundIn(bytes("host=web"))).isFalse();
    }

    @Test
    void shouldCaptureWhereTheValueStandsInTheKey() {
        final KeyPattern pattern = pattern("tag:host~^([a-z]+)([0-9]+)$, tag:dc!~(x), tag:rack~^(r)?, tag:dc~^(..)");
        assertThat(pattern.captures()).isEqualTo(4);
        final int[] found = pattern.capture(bytes(KEY));
        assertThat(KEY.substring(found[0], found[1])).isEqualTo(KEY);
        assertThat(KEY.substring(found[2], found[3])).isEqualTo("web");
        assertThat(KEY.substring(found[4], found[5])).isEqualTo("1");
        assertThat(found[6]).isEqualTo(-1);
        assertThat(KEY.substring(found[8], found[9])).isEqualTo("eu");
        assertThat(pattern.capture(bytes("cpu;host=web;dc=eu"))).isNull();
    }

    @Test
    void shouldTakeABrokenRegexForWhatItIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pattern("tag:host~("))
                .withMessageStartingWith("The regex ( is not well-formed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag:host==web1               | tag:host==web1 (expected: one =, or ~ before a regex)
            tag:host!==web1              | tag:host!==web1 (expected: one =, or ~ before a regex)
            tag:host=web1, dc=eu         | (expected: tag: before each condition, such as tag:dc=eu)
            tag:host~web, tag:a=b, dc~eu | (expected: tag: before each condition, such as tag:dc~eu)
            """)
    void shouldRefuseASlipThatWouldMatchNothing(final String text, final String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> pattern(text)).withMessageContaining(message);
    }

    private static KeyPattern pattern(final String text) {
        return new Re2Patterns().compile(bytes(text));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
