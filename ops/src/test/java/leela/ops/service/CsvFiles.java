package leela.ops.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What collectd's csv plugin wrote, by the keys that the engine gives the same values: {@code HOST/PLUGIN[-I]/TYPE[-I]-YYYY-MM-DD} with a
 * heading of the value names and lines of time and values.
 */
final class CsvFiles {

    private static final Pattern DAY = Pattern.compile("(.*)-\\d{4}-\\d\\d-\\d\\d");
    private static final String ONLY_VALUE = "value";
    /** Stands for two values of one millisecond. */
    static final double TWO_AT_ONCE = Double.NaN;

    private CsvFiles() {
    }

    /** For each key its values by time in milliseconds; what has no value yet (a first rate) is left out. */
    static Map<String, NavigableMap<Long, Double>> read(final Path csv) throws IOException {
        final Map<String, NavigableMap<Long, Double>> series = new TreeMap<>();
        try (Stream<Path> files = Files.walk(csv)) {
            files.filter(Files::isRegularFile).forEach(file -> read(csv.relativize(file), lines(file), series));
        }
        return series;
    }

    private static void read(final Path name, final List<String> lines, final Map<String, NavigableMap<Long, Double>> series) {
        final Matcher type = DAY.matcher(name.getFileName().toString());
        if (!type.matches()) {
            throw new AssertionError("not a csv file of collectd: " + name);
        }
        final String key = name.getParent().toString().replace('/', '.') + "." + type.group(1);
        final String[] sources = lines.get(0).split(",");
        for (final String line : lines.subList(1, lines.size())) {
            final String[] words = line.split(",");
            for (int i = 1; i < words.length; i++) {
                final NavigableMap<Long, Double> values = series.computeIfAbsent(
                        sources.length == 2 && sources[i].equals(ONLY_VALUE) ? key : key + "." + sources[i], of -> new TreeMap<>());
                final double value = Double.parseDouble(words[i].replace("nan", "NaN").replace("-NaN", "NaN"));
                if (!Double.isNaN(value)) {
                    values.merge(Math.round(Double.parseDouble(words[0]) * 1000), value, (one, other) -> TWO_AT_ONCE);
                }
            }
        }
    }

    private static List<String> lines(final Path file) {
        try {
            return Files.readAllLines(file);
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
