package leela.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What holds for every Java source of the project, and what no other check sees. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("once")
final class SourcesTest {

    private static final int MOST_COLUMNS = 120;
    private static final int MOST_FILES_IN_A_PACKAGE = 25;
    private static final int MOST_LINES = 400;
    private static final String PACKAGE_INFO = "package-info.java";
    private static final Pattern PRODUCTS =
            Pattern.compile("cassandra|xmpp|collectd|rocksdb|redis", Pattern.CASE_INSENSITIVE);
    private static final List<String> MODULES = List.of("engine", "io", "adapters", "ops", "perf");

    @Test
    void shouldHaveNoLineThatIsTooLong() {
        final List<String> tooLong = new ArrayList<>();
        for (final Path source : sources("src")) {
            final List<String> lines = lines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > MOST_COLUMNS) {
                    tooLong.add(source + ":" + (i + 1));
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void shouldGiveNoTwoFilesOneName() {
        final Map<String, Long> names = sources("src/main").stream()
                .map(source -> source.getFileName().toString())
                .filter(name -> !name.equals(PACKAGE_INFO))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(names)
                .isNotEmpty()
                .allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void shouldKeepPackagesSmall() {
        final Map<Path, Long> packages =
                sources("src/main").stream().collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy((folder, count) -> assertThat(count).isLessThanOrEqualTo(MOST_FILES_IN_A_PACKAGE));
    }

    /** A class of more lines has a seam. */
    @Test
    void shouldKeepClassesShort() {
        final Map<String, Integer> tooLong = sources("src/main").stream()
                .collect(Collectors.toMap(
                        source -> source.getFileName().toString(),
                        source -> lines(source).size(),
                        Math::max));
        tooLong.values().removeIf(lines -> lines <= MOST_LINES);
        assertThat(tooLong).isEmpty();
    }

    @Test
    void shouldNameNoProductOrProtocolInTheEngine() {
        final List<Path> naming = sources("src/main").stream()
                .filter(source -> source.toString().contains("/leela/engine/"))
                .filter(source -> !source.endsWith(PACKAGE_INFO))
                .filter(source -> lines(source).stream()
                        .anyMatch(line -> PRODUCTS.matcher(line).find()))
                .toList();
        assertThat(naming).isEmpty();
    }

    private static List<Path> sources(final String folder) {
        final List<Path> sources = new ArrayList<>();
        for (final String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, folder))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            } catch (final IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return sources;
    }

    private static List<String> lines(final Path source) {
        try {
            return Files.readAllLines(source);
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
