package leela.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts that are ready to be used, over a day of a real collectd: {@code perf/bench library} records it, and tells
 * why what they tell is right.
 */
@Tag("once")
final class RecordedDayTest {

    private static final Path LIBRARY = Path.of("../ops/alerts");
    private static final Path DAY = Path.of("../perf/data/collectd-day.csv.gz");
    private static final String EXPECTED = "  EXPECT 8270s load_per_core web1 firing;\n";
    private static final int DAY_VALUES = 8640;
    private static final int MORNING_VALUES = 900;

    @TempDir
    private Path folder;

    @Test
    void shouldTellWhatIsRightInTheFirstHoursOfADayOfARealCollectd() throws IOException {
        assertThat(faults(MORNING_VALUES)).isEmpty();
    }

    @Test
    @Tag("slow")
    void shouldTellWhatIsRightOverADayOfARealCollectd() throws IOException {
        assertThat(faults(DAY_VALUES)).isEmpty();
    }

    /** Where so many values of each series do not give what is expected. */
    private List<String> faults(final int values) throws IOException {
        final Path file = Files.writeString(
                folder.resolve("day.alerts"), alerts() + "TEST \"a day\"\n" + given(values) + EXPECTED);
        final List<AlertTestRun.Result> results = AlertTestRun.run(file);
        assertThat(results).hasSize(1);
        return results.get(0).faults();
    }

    /** All of them, without their tests. */
    private static String alerts() throws IOException {
        final StringBuilder alerts = new StringBuilder();
        try (Stream<Path> files = Files.list(LIBRARY)) {
            for (final Path file : files.sorted().toList()) {
                AlertFile.statements(Files.readString(file)).stream()
                        .map(AlertFile.Written::text)
                        .filter(text -> !AlertTest.isMeant(text))
                        .forEach(text -> alerts.append(text).append('\n'));
            }
        }
        return alerts.toString();
    }

    /** A series a line: its key, and a value every ten seconds. */
    private static String given(final int values) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(DAY)), StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .map(line -> line.split(","))
                    .map(words -> "  GIVEN " + words[0] + " EVERY 10s "
                            + String.join(" ", Arrays.asList(words).subList(1, 1 + values)) + '\n')
                    .collect(Collectors.joining());
        }
    }
}
