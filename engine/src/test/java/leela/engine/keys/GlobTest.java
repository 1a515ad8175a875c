package leela.engine.keys;

import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys a glob stands for. */
final class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "'', anything",
        "*, anything",
        "a, a",
        "a*, abc",
        "*c, abc",
        "a*c, abbc",
        "a*b*c, axbxbxc",
        "a?c, abc",
        "a**c, ac",
        "[a-c]x, bx",
        "[!a-c]x, dx",
        "[abc]x, cx",
        "[]]x, ]x",
        "[!]]x, ax",
        "[a-]x, -x",
        "a\\*c, a*c",
        "a\\?c, a?c",
        "a\\[c, a[c",
        "a[c, a[c",
        "\\\\, \\",
        "web*.cpu-?.*, web01.cpu-0.idle",
        "*é*, caféx",
        "***, x",
        "a\\, a\\"
    })
    void shouldMatch(final String glob, final String key) {
        assertThat(new Glob(bytes(glob)).matches(bytes(key))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a, b",
        "a, ab",
        "a, ''",
        "a?, a",
        "?, ''",
        "a*c, abcd",
        "[a-c]x, dx",
        "[!a-c]x, ax",
        "[abc]x, x",
        "a\\*c, abc",
        "a\\?c, abc",
        "*b, abc",
        "web*, WEB"
    })
    void shouldNotMatch(final String glob, final String key) {
        assertThat(new Glob(bytes(glob)).matches(bytes(key))).isFalse();
    }

    @Test
    void shouldNotTakeLongForManyStars() {
        final Glob glob = new Glob(bytes("*a".repeat(500) + "b"));
        final byte[] key = bytes("a".repeat(1024));
        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(key)).isFalse());
    }

    @Test
    void shouldTellWhatEveryMatchBeginsWith() {
        assertThat(new Glob(bytes("web0[1-2]*")).literalPrefix()).isEqualTo(bytes("web0"));
        assertThat(new Glob(bytes("*x")).literalPrefix()).isEmpty();
    }
}
