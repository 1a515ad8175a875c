package leela.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The alerts that are ready to be used: each has tests, and they are good. */
final class AlertLibraryTest {

    private static final Path LIBRARY = Path.of("../ops/alerts");

    @ParameterizedTest
    @MethodSource("files")
    void shouldTellWhatItsTestsSay(final Path file) {
        final List<AlertTestRun.Result> results = AlertTestRun.run(file);

        assertThat(results).isNotEmpty();
        assertThat(results)
                .allSatisfy(result -> assertThat(result.faults())
                        .as("%s:%d %s", file, result.line(), result.name())
                        .isEmpty());
    }

    @Test
    @Tag("once")
    void shouldRunTogetherWithoutAFault() {
        final AlertFiles all = AlertFiles.read(List.of(LIBRARY.resolve("*.alerts")), unused -> Optional.empty());

        assertThat(all.faults()).isEmpty();
        assertThat(all.alerts()).hasSizeGreaterThanOrEqualTo(8);
    }

    static Stream<Path> files() throws IOException {
        return Files.list(LIBRARY).sorted();
    }
}
