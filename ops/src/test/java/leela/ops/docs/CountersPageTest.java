package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of counters is what an engine tells: the counters as they are declared, and {@code /metrics} as it is
 * answered. With {@code -Dleela.write=true} it is written anew; what stands above its second heading stays.
 */
@Tag("once")
final class CountersPageTest {

    private static final Page PAGE = Page.named("counters");
    private static final Page OPERATING = Page.named("operating");
    private static final String GENERATED = "## 2 ";
    private static final String WARNINGS = "## 7 ";
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)\n# HELP \\S+ (.*)$");
    private static final Pattern IN_SECONDS = Pattern.compile("-(ms|ns|s)$");
    /** The last words of families that tell of something lost, refused or broken. */
    private static final Pattern FAULT = Pattern.compile(".*\\b(aborted|begun-cold|bounced|caught|closed|conflicting"
            + "|damaged|deferred|denied|discarded|dropped|errors|evicted|expired|failed|forgotten|held-back|left-out"
            + "|lost|malformed|mismatched|missed|omitted|overrun|paused|refused|rejected|resent|retried|skipped"
            + "|unaffordable|unavailable|unconfirmed|unknown|unreadable|unstarted|unverified)");
    /** These ends are no fault. */
    private static final List<String> ORDERLY = List.of("embedded.buckets.expired");

    private static final Map<String, List<CounterDescription>> FAMILIES = new TreeMap<>();
    private static final Map<String, Metric> METRICS = new LinkedHashMap<>();

    /** A family of {@code /metrics}. */
    private record Metric(String name, String type, String help) {

        /** As its samples are called. */
        String sampled() {
            return switch (type) {
                case "counter" -> name + "_total";
                case "info" -> name + "_info";
                default -> name;
            };
        }
    }

    @BeforeAll
    static void shouldAskAnEngine(@TempDir final Path folder) throws IOException {
        try (RunningService running = RunningService.in(folder, "")) {
            for (final CounterDescription one : running.service().counters().descriptions()) {
                FAMILIES.computeIfAbsent(one.family(), family -> new ArrayList<>())
                        .add(one);
            }
            final Matcher family = FAMILY.matcher(metrics(running.service().address("http")));
            while (family.find()) {
                METRICS.put(family.group(1), new Metric(family.group(1), family.group(2), family.group(3)));
            }
        }
    }

    @Test
    void shouldTellEachFigureAsTheEngineDoes() throws IOException {
        final int cut = PAGE.lines().indexOf(heading(PAGE, GENERATED));
        final List<String> generated = generated();
        if (Boolean.getBoolean("leela.write")) {
            final List<String> anew = new ArrayList<>(PAGE.lines().subList(0, cut));
            anew.addAll(generated);
            Files.write(PAGE.file(), anew);
        }
        final List<String> whole = Page.read(PAGE.file()).lines();
        final List<String> written = whole.subList(cut, whole.size());
        // the first line that differs, rather than the page twice
        int same = 0;
        while (same < Math.min(written.size(), generated.size())
                && written.get(same).equals(generated.get(same))) {
            same++;
        }
        assertThat(written.stream().skip(same).findFirst())
                .as("line " + (cut + same + 1)
                        + "; mvn -o -pl ops -am test -Dtest=CountersPageTest -Dsurefire.failIfNoSpecifiedTests=false "
                        + "-Dleela.write=true writes it anew")
                .isEqualTo(generated.stream().skip(same).findFirst());
    }

    @Test
    void shouldShowEachCounterAtMetrics() {
        FAMILIES.forEach((family, members) -> assertThat(METRICS.get(metricOf(family)))
                .as(family)
                .isNotNull()
                .extracting(Metric::type)
                .isEqualTo(members.get(0).kind() == Counter.Kind.COUNTER ? "counter" : "gauge"));
    }

    @Test
    void shouldSayWhatToDoAboutEachFault() {
        assertThat(FAMILIES.keySet().stream()
                        .filter(family -> FAULT.matcher(family).matches() && !ORDERLY.contains(family)))
                .isNotEmpty()
                .allSatisfy(family -> assertThat(remedy(family, metricOf(family)))
                        .as("a row of section 7 of %s that begins with %s", OPERATING, family)
                        .isPresent());
    }

    private static List<String> generated() {
        final List<String> lines = new ArrayList<>(List.of(GENERATED + "Counters", ""));
        String place = "";
        int number = 0;
        for (final Map.Entry<String, List<CounterDescription>> family : FAMILIES.entrySet()) {
            final String first = family.getKey().substring(0, family.getKey().indexOf('.'));
            if (!first.equals(place)) {
                place = first;
                number++;
                lines.addAll(number == 1 ? List.of() : List.of(""));
                lines.add("### 2." + number + " " + place);
                lines.addAll(List.of("", "| name | at `/metrics` | counts | do |", "| --- | --- | --- | --- |"));
            }
            lines.add(row(family.getKey(), family.getValue()));
        }
        lines.addAll(List.of("", "## 3 What is at /metrics alone", ""));
        lines.addAll(List.of("| name | kind | tells | do |", "| --- | --- | --- | --- |"));
        final List<String> counted =
                FAMILIES.keySet().stream().map(CountersPageTest::metricOf).toList();
        METRICS.values().stream()
                .filter(metric -> !counted.contains(metric.name()))
                .map(metric -> "| `" + metric.sampled() + "` | " + metric.type() + " | " + metric.help() + " | "
                        + remedy("", metric.sampled()).orElse("") + " |")
                .forEach(lines::add);
        return lines;
    }

    private static String row(final String family, final List<CounterDescription> members) {
        final CounterDescription first = members.get(0);
        final String label = first.labelName().isEmpty() ? "" : "{" + first.labelName() + "}";
        final List<String> meanings = members.stream()
                .map(one -> (label.isEmpty() ? "" : "`" + one.labelValue() + "`: ") + one.help())
                .toList();
        return "| `" + family + label + "` | `" + METRICS.get(metricOf(family)).sampled() + "` | "
                + String.join("; ", meanings) + " | "
                + remedy(family, METRICS.get(metricOf(family)).sampled()).orElse("") + " |";
    }

    /** The section of the page of warnings in which a row begins with one of these names. */
    private static Optional<String> remedy(final String family, final String metric) {
        final List<String> lines = OPERATING.lines();
        Optional<Page.Heading> section = Optional.empty();
        for (final String line : lines.subList(lines.indexOf(heading(OPERATING, WARNINGS)), lines.size())) {
            if (line.startsWith("### ")) {
                final String[] words = line.split(" ", 3);
                section = Optional.of(new Page.Heading(words[1], words[2]));
            }
            final String seen = line.startsWith("| ") ? line.split("\\|")[1] : "";
            if (names(seen, family) || names(seen, metric)) {
                return section.map(
                        one -> "[" + one.number() + "](" + OPERATING.file().getFileName() + "#" + one.anchor() + ")");
            }
        }
        return Optional.empty();
    }

    private static boolean names(final String seen, final String name) {
        return !name.isEmpty() && (seen.contains("`" + name + "`") || seen.contains("`" + name + "{"));
    }

    private static String heading(final Page page, final String beginning) {
        return page.lines().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static String metricOf(final String family) {
        return "leela_"
                + IN_SECONDS
                        .matcher(family)
                        .replaceAll("_seconds")
                        .replace('.', '_')
                        .replace('-', '_');
    }

    private static String metrics(final String address) throws IOException {
        final URLConnection asked =
                URI.create("http://" + address + "/metrics").toURL().openConnection();
        asked.setRequestProperty("Accept", "application/openmetrics-text; version=1.0.0");
        try (InputStream text = asked.getInputStream()) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
