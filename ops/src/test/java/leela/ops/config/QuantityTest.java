package leela.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and times as people write them. */
class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0B,0,0B",
        "1B,1,1B",
        "1024B,1024,1KiB",
        "8MiB,8388608,8MiB",
        "3 GiB,3221225472,3GiB",
        "2TiB,2199023255552,2TiB"
    })
    void shouldReadAndPrintSizes(final String text, final long bytes, final String printed) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
        assertThat(Quantity.ofBytes(bytes)).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource({
        "0s,0,0s",
        "250ms,250,250ms",
        "60s,60000,60s",
        "5m,300000,5m",
        "3600s,3600000,1h",
        "24h,86400000,24h",
        "400d,34560000000,400d",
        "1w,604800000,7d",
        "1h30m,5400000,90m",
        "1d12h,129600000,36h"
    })
    void shouldReadAndPrintTimes(final String text, final long ms, final String printed) {
        assertThat(Quantity.time(text)).isEqualTo(Duration.ofMillis(ms));
        assertThat(Quantity.ofTime(Duration.ofMillis(ms))).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "8", "MiB", "8MB", "8mib", "-1B", "1.5MiB", "9999999TiB", "999999999999999999B9", "8 MiB "})
    void shouldRefuseWhatIsNoSize(final String text) {
        assertThatThrownBy(() -> Quantity.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a size such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "s", "1w2", "h1m", "1h 30m ", "-1s", "1.5h", "999999999d", "60S"})
    void shouldRefuseWhatIsNoTime(final String text) {
        assertThatThrownBy(() -> Quantity.time(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a time such as");
    }
}
