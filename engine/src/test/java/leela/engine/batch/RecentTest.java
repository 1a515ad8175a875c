package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import leela.engine.keys.KeyCase;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class RecentTest {

    private final Recent recent = new Recent(1, 0, BatchLimits.ofHeap(1 << 28));

    @Test
    void shouldKeepNoCopyOfAKeyThatIsKeptElsewhere() {
        final byte[] elsewhere = bytes("host.cpu");
        recent.keyCase(KeyCase.KEPT);
        recent.shareKeys(key -> Arrays.equals(key, elsewhere) ? elsewhere : key);

        tell(1, "host.cpu");
        tell(2, "host.memory");

        assertThat(recent.spellings(bytes("host.cpu"), 1).get(0)).isSameAs(elsewhere);
        assertThat(recent.spellings(bytes("host.memory"), 1).get(0)).isEqualTo(bytes("host.memory"));
    }

    @Test
    void shouldTakeNoNumberThatWasNotToldSinceTheLastResetHoweverManyThereWere() {
        recent.keyCase(KeyCase.KEPT);
        tell(1, "a");
        assertThat(recent.onEvent(0, 1, 0, 0, 0)).isTrue();
        for (int resets = 1; resets <= 600; resets++) {
            recent.onNumbersReset();
            tell(2, "b");
            assertThat(recent.onEvent(0, 1, 0, 0, 0)).as("after %d", resets).isFalse();
            assertThat(recent.onEvent(0, 2, 0, 0, 0)).isTrue();
        }
        tell(1, "a");
        assertThat(recent.onEvent(0, 1, 0, 0, 0)).isTrue();
    }

    private void tell(final int number, final String key) {
        recent.onSeries(number, new UnsafeBuffer(bytes(key)), 0, key.length());
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
