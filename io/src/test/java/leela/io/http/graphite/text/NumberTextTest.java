package leela.io.http.graphite.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How values are rounded. */
@Tag("once")
final class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "2.5, 0, 2",
        "3.5, 0, 4",
        "2.345, 2, 2.35",
        "-1234, -2, -1200",
        "1.7976931348623157e308, -308, 2e308",
        "1.7976931348623157e308, -309, 0",
        "1.7976931348623157e308, -2147483648, 0",
        "0.1, 1000000, 0.1",
        "4.9e-324, 1074, 4.9e-324",
        "4.9e-324, 2147483647, 4.9e-324",
        "NaN, 3, NaN",
        "Infinity, -400, Infinity"
    })
    void shouldRoundToAnyNumberOfDecimals(final double value, final int decimals, final double rounded) {
        assertThat(NumberText.round(value, decimals)).isEqualTo(Double.valueOf(rounded));
    }
}
