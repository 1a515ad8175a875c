package leela.io.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request target is taken apart, and what its parameters may ask of the answer. */
final class RequestTargetTest {

    @Test
    void shouldReadParameters() {
        final RequestTarget target = RequestTarget.parse("/p%61th?a=1&b=x%26y+z&&c&a=2&=d&%61b=%FF#f?a=3");

        assertThat(target.path()).isEqualTo("/p%61th");
        assertThat(target.text("a")).isEqualTo("1");
        assertThat(target.text("b")).isEqualTo("x&y z");
        assertThat(target.has("c")).isTrue();
        assertThat(target.has("d")).isFalse();
        assertThat(target.bytes("ab")).containsExactly(0xff);
        assertThat(target.bytes("none")).isEmpty();
    }

    @Test
    void shouldReadAbsoluteTargets() {
        assertThat(RequestTarget.parse("http://host:4080/v1/k?x").path()).isEqualTo("/v1/k");
        assertThat(RequestTarget.parse("http://host").path()).isEqualTo("/");
        assertThatThrownBy(() -> RequestTarget.parse("v1/k")).isInstanceOf(HttpRefusal.class);
        assertThatThrownBy(() -> RequestTarget.parse("")).isInstanceOf(HttpRefusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "jQuery_1", "$", "a.b.c", "_x$1"})
    void shouldTakeNamesForCallbacks(final String name) {
        assertThat(Envelope.of(RequestTarget.parse("/?callback=" + name), "", new ManualClock(0))
                        .contentType())
                .startsWith("text/javascript");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1a", "a-b", "alert(1)", "a.", ".a", "a..b", "a;b", "%3Cscript%3E", "a%00", "a+b", "%C3%A9"})
    void shouldRefuseOtherCallbacks(final String name) {
        final RequestTarget target = RequestTarget.parse("/?callback=" + name);

        assertThatThrownBy(() -> Envelope.of(target, "", new ManualClock(0))).isInstanceOf(HttpRefusal.class);
    }

    @Test
    void shouldEncodeAnyBytesSoThatTheyDecode() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            final byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            final String encoded = PercentText.encode(bytes);
            assertThat(PercentText.decode(encoded, false)).isEqualTo(bytes);
            assertThat(PercentText.decode(encoded, true)).isEqualTo(bytes);
        }
    }
}
