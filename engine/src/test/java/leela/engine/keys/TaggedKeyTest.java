package leela.engine.keys;

import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import leela.engine.ring.Limits;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What key a name and its tags give. */
final class TaggedKeyTest {

    private final TaggedKey key = new TaggedKey();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "cpu, cpu",
        "cpu host=web1, cpu;host=web1",
        "cpu b=2 a=1, cpu;a=1;b=2",
        "cpu ab=2 a=1, cpu;a=1;ab=2",
        "cpu a=1 B=2, cpu;B=2;a=1",
        "cpu a=1 a=2, cpu;a=2",
        "cpu b=1 a=3 b=2, cpu;a=3;b=2",
        "cpu a=, cpu",
        "cpu a= b=1, cpu;b=1",
        "cpu a=1 a=, cpu",
        "cpu c=1 a= b=2, cpu;b=2;c=1",
        "cpu a= a=1, cpu;a=1",
        "C.p-u:% T=Aé~, C.p-u:%25;T=Aé~",
        "a;b c;d=e;f, a%3Bb;c%3Bd=e%3Bf",
        "a=b c=d=e, a=b;c=d=e",
    })
    void shouldGiveOneKeyWhateverTheOrder(final String given, final String expected) {
        final String[] parts = given.split(" ");
        key.begin(buffer(parts[0]), 0, bytes(parts[0]).length);
        for (int i = 1; i < parts.length; i++) {
            tag(parts[i].substring(0, parts[i].indexOf('=')), parts[i].substring(parts[i].indexOf('=') + 1));
        }
        assertThat(ended()).isEqualTo(expected);
    }

    @Test
    void shouldEncodeControlCharactersAndTheEqualsSignOfATagName() {
        key.begin(buffer("a\n\u007f"), 0, 3);
        tag("b=\t", "c=\r");
        assertThat(ended()).isEqualTo("a%0A%7F;b%3D%09=c=%0D");
    }

    @Test
    void shouldHoldNothingOfAnEarlierKeyWhereTheTagsAreTooMany() {
        key.begin(buffer("secret".repeat(300)), 0, 1800);
        key.end();
        key.begin(buffer("cpu"), 0, 3);
        for (int i = 0; i < 900; i++) {
            tag("b", "1");
            tag("a", "2");
        }

        assertThat(key.end()).isGreaterThan(Limits.MAX_KEY_LENGTH);
        assertThat(key.buffer().getStringWithoutLengthAscii(0, Limits.MAX_KEY_LENGTH))
                .startsWith("cpu;b=1;a=2;b=1")
                .doesNotContain("secret");
    }

    @Test
    void shouldTakeNamesByThePiece() {
        key.begin();
        key.append(buffer("cpu"), 0, 3);
        key.append((byte) '.');
        key.append(buffer("idle"), 0, 4);
        key.tagName();
        key.append((byte) 'z');
        key.tagValue();
        key.append(buffer("12"), 0, 1);
        key.append(buffer("12"), 1, 1);
        tag("y", "3");
        assertThat(ended()).isEqualTo("cpu.idle;y=3;z=12");
    }

    @Test
    void shouldTellAKeyThatIsTooLong() {
        key.begin(buffer("a"), 0, 1);
        tag("b", "c".repeat(Limits.MAX_KEY_LENGTH - 4));
        assertThat(key.end()).isEqualTo(Limits.MAX_KEY_LENGTH);
        for (final int length : new int[] {Limits.MAX_KEY_LENGTH - 3, 5000}) {
            key.begin(buffer("a"), 0, 1);
            tag("b", "c".repeat(length));
            assertThat(key.end()).isGreaterThan(Limits.MAX_KEY_LENGTH);
        }
        for (int tags = 1; tags < 2000; tags *= 2) {
            key.begin(buffer("a"), 0, 1);
            for (int i = tags; i > 0; i--) {
                tag("tag" + i % 300, i % 3 == 0 ? "" : "%");
            }
            key.end();
        }
        key.begin(buffer("a"), 0, 1);
        assertThat(ended()).isEqualTo("a");
    }

    @Test
    void shouldGiveTwoSeriesTwoKeysAndOneSeriesOne() {
        final SplittableRandom random = new SplittableRandom(11);
        final Map<String, String> seriesOf = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            final String name = text(random, 1);
            final Map<String, String> tags = new TreeMap<>();
            final List<String> given = new ArrayList<>();
            for (int left = random.nextInt(4); left > 0; left--) {
                given.add(text(random, 1));
                given.add(text(random, 0));
            }
            key.begin(buffer(name), 0, bytes(name).length);
            for (int j = 0; j < given.size(); j += 2) {
                tag(given.get(j), given.get(j + 1));
                tags.put(given.get(j), given.get(j + 1));
            }
            tags.values().removeIf(String::isEmpty);
            final StringBuilder series = new StringBuilder(name);
            tags.forEach(
                    (tag, value) -> series.append('|').append(tag).append('|').append(value));
            final String before = seriesOf.put(ended(), series.toString());
            assertThat(before == null ? series.toString() : before).isEqualTo(series.toString());
        }
        assertThat(seriesOf.values()).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a, a",
        "a;c=1;b=2, a;b=2;c=1",
        "a;b=2;c=1, a;b=2;c=1",
        "a%3Bx;c=%25;b=2, a%3Bx;b=2;c=%25",
        "a;c=1=2;b=, a;c=1=2",
        "a;b, a;b",
        "a;=b, a;=b",
        "a;, a;",
        ";b=1;a=2, ;b=1;a=2",
        "a;c=1;b, a;c=1;b",
    })
    void shouldReadAKeyInAnyOrder(final String asked, final String expected) {
        assertThat(new String(AskedKey.canonical(bytes(asked)), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    private static String text(final SplittableRandom random, final int minLength) {
        final StringBuilder text = new StringBuilder();
        for (int left = minLength + random.nextInt(3); left > 0; left--) {
            text.append("ab;=%\n3BD".charAt(random.nextInt(9)));
        }
        return text.toString();
    }

    private void tag(final String name, final String value) {
        key.tag(buffer(name), 0, bytes(name).length, buffer(value), 0, bytes(value).length);
    }

    private String ended() {
        final int length = key.end();
        return key.buffer().getStringWithoutLengthUtf8(0, length);
    }

    private static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(bytes(text));
    }
}
