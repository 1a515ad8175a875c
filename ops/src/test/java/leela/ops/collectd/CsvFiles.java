package leela.ops.collectd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What collectd's csv plugin wrote, by the keys that the engine gives the same values: {@code
 * HOST/PLUGIN[-I]/TYPE[-I]-YYYY-MM-DD} with a heading of the value names and lines of time and values, counts as they
 * were read ({@code StoreRates false}) or as rates; times to the millisecond, gauges and rates to six digits behind the
 * point.
 */
final class CsvFiles {

    private static final Path TYPES_DB = Path.of("/usr/share/collectd/types.db");
    private static final Pattern DAY = Pattern.compile("(.*)-\\d{4}-\\d\\d-\\d\\d");
    private static final String ONLY_VALUE = "value";
    /** Stands for two values of one millisecond. */
    static final double TWO_AT_ONCE = Double.NaN;

    /**
     * The values of one key.
     *
     * @param isCount whether they are a counter's or derive's, of which events hold the rate
     * @param byTime  by their times in milliseconds, without what is undefined
     * @param timesMs the times of all lines as they follow one another, undefined values and all
     */
    record Values(boolean isCount, NavigableMap<Long, Double> byTime, List<Long> timesMs) {}

    private CsvFiles() {}

    /** For each key its values, of types that collectd's own types.db names, or one of the test's. */
    static Map<String, Values> read(final Path csv, final Path... typesDb) throws IOException {
        final Set<String> counts = counts(lines(TYPES_DB));
        for (final Path further : typesDb) {
            counts.addAll(counts(lines(further)));
        }
        final Map<String, Values> series = new TreeMap<>();
        try (Stream<Path> files = Files.walk(csv)) {
            files.filter(Files::isRegularFile).forEach(file -> read(csv.relativize(file), lines(file), counts, series));
        }
        return series;
    }

    /** {@code TYPE.SOURCE} of all that is no gauge. */
    private static Set<String> counts(final List<String> typesDb) {
        final Set<String> counts = new HashSet<>();
        for (final String line : typesDb) {
            final String[] words = line.strip().split("[\\s,]+");
            for (int i = 1; i < words.length; i++) {
                if (!words[i].contains(":GAUGE:")) {
                    counts.add(words[0] + "." + words[i].substring(0, Math.max(0, words[i].indexOf(':'))));
                }
            }
        }
        return counts;
    }

    private static void read(
            final Path name, final List<String> lines, final Set<String> counts, final Map<String, Values> series) {
        final Matcher type = DAY.matcher(name.getFileName().toString());
        if (!type.matches()) {
            throw new AssertionError("not a csv file of collectd: " + name);
        }
        final String key = name.getParent().toString().replace('/', '.') + "." + type.group(1);
        final String kind = type.group(1).split("-")[0];
        final String[] sources = lines.get(0).split(",");
        for (final String line : lines.subList(1, lines.size())) {
            final String[] words = line.split(",");
            for (int i = 1; i < words.length; i++) {
                final boolean isCount = counts.contains(kind + "." + sources[i]);
                final Values values = series.computeIfAbsent(
                        sources.length == 2 && sources[i].equals(ONLY_VALUE) ? key : key + "." + sources[i],
                        of -> new Values(isCount, new TreeMap<>(), new ArrayList<>()));
                final long timeMs = Math.round(Double.parseDouble(words[0]) * 1000);
                values.timesMs().add(timeMs);
                final double value =
                        Double.parseDouble(words[i].replace("nan", "NaN").replace("-NaN", "NaN"));
                if (!Double.isNaN(value)) {
                    values.byTime().merge(timeMs, value, (one, other) -> TWO_AT_ONCE);
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
