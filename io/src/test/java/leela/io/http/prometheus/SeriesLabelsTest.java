package leela.io.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.keys.TaggedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labels of keys. */
final class SeriesLabelsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "up | __name__=up",
                "up;job=self | __name__=up job=self",
                "a:b_c9;x=1;y=2 | __name__=a:b_c9 x=1 y=2",
                "up;path=/a%3Bb%25 | __name__=up path=/a;b%",
                "up;path=é | __name__=up path=é",
                "up;key=k | __name__=up key=k",
                "web1.load | __name__=web1_load key=web1.load",
                "9a | __name__=_a key=9a",
                "aé | __name__=a__ key=aé",
                "disk.free;dc=fra | __name__=disk_free dc=fra key=disk.free;dc=fra",
                "disk;d-c=fra | __name__=disk d_c=fra key=disk;d-c=fra",
                "disk;d-c=fra;d_c=ber | __name__=disk d_c=fra key=disk;d-c=fra;d_c=ber",
                "disk;d%3Dc=x | __name__=disk d_3Dc=x key=disk;d%3Dc=x",
                "up;b=1;a=2 | __name__=up a=2 b=1 key=up;b=1;a=2",
                "up;a= | __name__=up key=up;a=",
                "up;a=100% | __name__=up a=100% key=up;a=100%",
                "up;a=%41 | __name__=up a=%41 key=up;a=%41",
                "up;a=%3b | __name__=up a=; key=up;a=%3b",
                "up;noise | __name__=up_noise key=up;noise",
                "up; | __name__=up_ key=up;",
                "up;=x | __name__=up__x key=up;=x",
                ";a=b | __name__=_a_b key=;a=b",
                "up;__name__=down | __name__=up key=up;__name__=down",
                "web.load;key=x | __name__=web_load key=web.load;key=x",
            })
    void shouldGiveAKeyItsLabels(final String key, final String labels) {
        assertThat(text(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(labels);
    }

    @Test
    void shouldShowBytesThatAreNoText() {
        assertThat(text(new byte[] {'a', ';', 'b', '=', (byte) 0xff})).isEqualTo("__name__=a b=%FF key=a;b=%FF");
    }

    @Test
    void shouldOrderAsPrometheusDoes() {
        final String[] ordered = {"A", "a", "a;B=1", "a;_x=1", "a;b=1", "a;b=1;c=1", "a;b=10", "a;b=2", "a;bb=0", "ab"};
        for (int i = 0; i < ordered.length; i++) {
            for (int j = 0; j < ordered.length; j++) {
                // "B" stands before "__name__"
                if (i != 2 && j != 2) {
                    assertThat(Integer.signum(found(ordered[i]).compareTo(found(ordered[j]))))
                            .as("%s, %s", ordered[i], ordered[j])
                            .isEqualTo(Integer.compare(i, j));
                }
            }
        }
        assertThat(found("a;B=1")).isLessThan(found("A"));
    }

    private static FoundSeries found(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return new FoundSeries(bytes, SeriesLabels.of(bytes, new TaggedKey()).encoded());
    }

    private static String text(final byte[] key) {
        final byte[] encoded = SeriesLabels.of(key, new TaggedKey()).encoded();
        final StringBuilder text = new StringBuilder();
        for (int at = 0; at < encoded.length; ) {
            final int name = at + 4;
            final int nameEnd = name + encoded[at + 3];
            final int value = nameEnd + 2;
            text.append(text.isEmpty() ? "" : " ")
                    .append(new String(encoded, name, nameEnd - name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(new String(encoded, value, encoded[nameEnd + 1], StandardCharsets.UTF_8));
            at = value + encoded[nameEnd + 1];
        }
        return text.toString();
    }
}
