package leela.io.input.collectd.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protected packets may come in, by their time and by whether they came before. */
final class ReplayWindowTest {

    private static final long WINDOW_NS = 100;
    /** Fingerprints so far apart stand in one bucket. */
    private static final long SAME_BUCKET = 1L << 14;
    /** Of one bucket so many are remembered. */
    private static final int REMEMBERED = 7;

    private final ReplayWindow window = new ReplayWindow(WINDOW_NS);

    @ParameterizedTest(name = "of {0} at {1}")
    @CsvSource({"900, 1000, true", "899, 1000, false", "1000, 1000, true", "5000, 1000, true"})
    void shouldLetInWhatLiesNoFurtherBackThanTheWindow(final long timeNs, final long nowNs, final boolean isRecent) {
        assertThat(window.isRecent(timeNs, nowNs)).isEqualTo(isRecent);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 2, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0x123456789abcdefL})
    void shouldKnowAPacketThatCameBefore(final long fingerprint) {
        assertThat(window.isNew(fingerprint)).isTrue();
        assertThat(window.isNew(fingerprint)).isFalse();
        assertThat(window.isNew(fingerprint ^ 1L << 40)).as("another one").isTrue();
    }

    @Test
    void shouldForgetTheOldestOfABucketAndNoneSooner() {
        for (int i = 0; i < REMEMBERED; i++) {
            assertThat(window.isNew(7 + i * SAME_BUCKET)).isTrue();
        }
        for (int i = 0; i < REMEMBERED; i++) {
            assertThat(window.isNew(7 + i * SAME_BUCKET)).as("number %d", i).isFalse();
        }
        assertThat(window.isNew(7 + REMEMBERED * SAME_BUCKET)).isTrue();
        for (int i = 1; i <= REMEMBERED; i++) {
            assertThat(window.isNew(7 + i * SAME_BUCKET)).as("number %d", i).isFalse();
        }
        assertThat(window.isNew(7)).as("the oldest").isTrue();
    }

    @Test
    void shouldBeOffWithoutAWindow() {
        assertThat(new ReplayWindow(0).isOn()).isFalse();
        assertThat(window.isOn()).isTrue();
    }
}
