package leela.ops.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {

    private static final int START = 1_795_900_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18 24 | 18 20 22 24",
                "0 100 | 0 20 40 60 80 100",
                "3 97 | 0 20 40 60 80 100",
                "1500 45000 | 0 10k 20k 30k 40k 50k",
                "2100000000 3900000000 | 2G 2.5G 3G 3.5G 4G",
                "-3 7 | -4 -2 0 2 4 6 8",
                "-40 -10 | -40 -30 -20 -10 0",
                "0.0012 0.0019 | 0.0012 0.0014 0.0016 0.0018 0.002",
            })
    void shouldChooseRoundTicks(final String range, final String ticks) {
        final String[] ends = range.split(" ");
        final ChartAxis axis = ChartAxis.of(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
        final StringBuilder labels = new StringBuilder();
        for (int row = 0; row <= axis.rows(); row++) {
            labels.append(axis.label(row)).append(axis.label(row).isEmpty() ? "" : " ");
        }

        assertThat(labels.toString().strip()).isEqualTo(ticks);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1.5, 1.5",
        "1234.5678, 1234.6",
        "9999, 9999",
        "12345, 12.345k",
        "1e6, 1M",
        "4.2e9, 4.2G",
        "-2e4, -20k",
        "0.00012345678, 0.00012346",
        "0.00001, 1.00e-05",
        "1e22, 1.00e+22"
    })
    void shouldWriteNumbersAsPeopleReadThem(final double value, final String text) {
        assertThat(ShortNumber.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void shouldFitTheTerminal(final int width) {
        assertThat(chart(width, 288, 300, i -> 1e6 * Math.sin(i / 40.0)))
                .allMatch(line -> line.length() <= width)
                .anyMatch(line -> line.startsWith("    0 ┼"))
                .anyMatch(line -> line.startsWith("   1M │"))
                .anyMatch(line -> line.startsWith("  -1M │"));
    }

    @Test
    void shouldLeaveNoGapsWhenPointsAreFewerThanColumns() {
        assertThat(chart(80, 12, 10, i -> 5 + i % 2))
                .filteredOn(line -> line.contains("│"))
                .last()
                .satisfies(bottom -> assertThat(bottom.substring(bottom.indexOf('│') + 1))
                        .hasSizeGreaterThan(70)
                        .doesNotContain(" "));
    }

    @Test
    void shouldShowAGapWhenNothingCameForLong() {
        assertThat(chart(80, 100, 10, i -> i < 50 ? 1 : Double.NaN))
                .last()
                .asString()
                .startsWith("50 points");
        final Chart chart = new Chart(80, ZoneOffset.UTC);
        for (int i = 0; i < 200; i++) {
            if (i < 50 || i > 150) {
                chart.add(START + 10 * i, 1);
            }
        }
        assertThat(printed(chart)).anyMatch(line -> line.matches(".*█ {30,}█.*"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, -5, 1e-30, 1e300})
    void shouldShowASingleValue(final double value) {
        assertThat(chart(40, 1, 1, i -> value)).anyMatch(line -> line.startsWith("1 point"));
    }

    private static List<String> chart(
            final int width, final int points, final int distance, final IntToDoubleFunction values) {
        final Chart chart = new Chart(width, ZoneOffset.UTC);
        for (int i = 0; i < points; i++) {
            if (!Double.isNaN(values.applyAsDouble(i))) {
                chart.add(START + (double) distance * i, values.applyAsDouble(i));
            }
        }
        return printed(chart);
    }

    private static List<String> printed(final Chart chart) {
        final StringWriter text = new StringWriter();
        final PrintWriter out = new PrintWriter(text);
        chart.print(out);
        out.flush();
        return text.toString().lines().toList();
    }
}
