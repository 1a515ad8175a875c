package leela.io.input.influx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.keys.TaggedKey;
import leela.engine.ring.Limits;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the key of a field is, and what of it is there to be shown where it is too long. */
final class LineKeyTest {

    private static final int SHOWN = 256;

    private final LineKey key = new LineKey();

    @BeforeEach
    void readAnotherClientsLine() {
        series("secret".repeat(100), 50, "k", "secret");
        of("secret".repeat(50));
    }

    @Test
    void shouldBeTheNameTheFieldAndTheTags() {
        series("cpu", 1, "host", "web1");

        assertThat(shown(of("idle"))).isEqualTo("cpu.idle;host=web1");
        assertThat(shown(of("value"))).isEqualTo("cpu;host=web1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 400})
    void shouldHoldNothingOfAnEarlierLineWhereTheTagsAreTooLong(final int tags) {
        series("cpu", tags, "host", "w".repeat(1200 / tags));

        assertThat(of("idle")).isGreaterThan(Limits.MAX_KEY_LENGTH);
        assertThat(shown(SHOWN)).startsWith("cpu.idle;host=w").doesNotContain("secret");
    }

    @Test
    void shouldHoldNothingOfAnEarlierLineWhereTheFieldIsTooLong() {
        series("cpu", 1, "host", "web1");

        assertThat(of("f".repeat(1100))).isGreaterThan(Limits.MAX_KEY_LENGTH);
        assertThat(shown(SHOWN)).startsWith("cpu.ff").doesNotContain("secret");
    }

    @Test
    void shouldHoldNothingOfAnEarlierLineWhereAllTogetherIsTooLong() {
        series("cpu", 1, "host", "w".repeat(1000));

        assertThat(of("f".repeat(50))).isGreaterThan(Limits.MAX_KEY_LENGTH);
        assertThat(shown(SHOWN)).startsWith("cpu.ff").doesNotContain("secret");
    }

    private void series(final String name, final int tags, final String tag, final String value) {
        final TaggedKey made = key.begin();
        made.append(bytes(name), 0, name.length());
        for (int i = 0; i < tags; i++) {
            made.tag(bytes(tag), 0, tag.length(), bytes(value), 0, value.length());
        }
        key.endSeries();
    }

    private int of(final String field) {
        return key.of(bytes(field), 0, field.length());
    }

    private String shown(final int length) {
        return key.buffer().getStringWithoutLengthAscii(0, length);
    }

    private static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(US_ASCII));
    }
}
