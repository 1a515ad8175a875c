package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.SystemClock;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes of [language 8] over the series of a real collectd, in seconds instead of minutes; each result beside
 * what its csv files give.
 */
@Tag("slow")
class RecipesTest {

    private static final int RUN_S = 16;
    private static final long WINDOW_MS = 4000;
    private static final double NEAR = 1e-4;
    private static final String HOST = "testhost";
    private static final String PLUGINS = Stream.of("cpu memory load df contextswitch interface".split(" "))
            .map("LoadPlugin %s\n"::formatted)
            .collect(Collectors.joining());

    @TempDir
    private Path folder;

    private final Map<String, ProcClient> queries = new LinkedHashMap<>();
    private Map<String, CsvFiles.Values> csv;

    @Test
    void shouldGiveWhatCollectdsCsvFilesGive() throws Exception {
        try (RunningService running =
                RunningService.in(folder, "timeline.clock = \"auto\"\nstorage.resolution = \"1ms\"\n")) {
            final Path proc = Path.of(running.service().address("dmproc-proc"));
            start(proc, "lasting", "window 4s late 2s require 50% (minimum) FROM ^(.*)\\.memory-free$ AS \"lasting\"");
            start(
                    proc,
                    "percent",
                    "used / (used + free) * 100 FROM used: ^(.*)\\.memory-used$, free: ^(.*)\\.memory-free$ "
                            + "BY $1 AS \"percent\"");
            start(proc, "cpus", "window 4s late 2s (sum) FROM ^([^.]+)\\.cpu-\\d+\\.cpu-user$ BY $1 AS \"cpus\"");
            start(proc, "p90", "window 4s late 2s (p90) FROM \\.memory-cached$ AS \"p90\"");
            start(proc, "moved", "over 2500ms (delta) FROM \\.memory-free$ AS \"moved\"");
            start(proc, "ahead", "over 4500ms (ahead 1m) FROM \\.memory-free$ AS \"ahead\"");
            start(
                    proc,
                    "ratio",
                    "sent / packets FROM sent: ^(.*-lo)\\.if_octets\\.tx$, packets: ^(.*-lo)\\.if_packets\\.tx$ "
                            + "BY $1 AS \"ratio\"");
            start(proc, "all", "window 4s late 2s (sum) FROM \\.memory\\.(memory-used)$ BY $1 AS \"all.{1}\"");
            // one sample of each CPU in a second: their number
            startAll(
                    proc,
                    "count",
                    "RECORD SELECT window 1s late 1s (count) FROM ^([^.]+)\\.cpu-\\d+\\.cpu-idle$ BY $1 "
                            + "AS \"{1}.cpu.count\";");
            start(
                    proc,
                    "each",
                    "load / cpus FROM load: ^([^.]+)\\.load\\.load\\.shortterm$, cpus: ^([^.]+)\\.cpu\\.count$ "
                            + "BY $1 AS \"{1}.load.each\"");
            runDaemon(running);
            final var free = series("memory.memory-free");
            final var used = series("memory.memory-used");

            check("lasting", windows(List.of(free), RecipesTest::least));
            final NavigableMap<Long, Double> percent = new TreeMap<>();
            used.forEach((ms, value) -> {
                if (free.containsKey(ms)) {
                    percent.put(ms, 100 * value / (value + free.get(ms)));
                }
            });
            check("percent", percent);
            final var packets = series("interface-lo.if_packets.tx");
            final NavigableMap<Long, Double> ratio = new TreeMap<>();
            series("interface-lo.if_octets.tx").forEach((ms, value) -> {
                if (packets.containsKey(ms)) {
                    ratio.put(ms, value / packets.get(ms));
                }
            });
            check("ratio", ratio);
            check("all", windows(List.of(used), RecipesTest::sum));
            check(
                    "cpus",
                    windows(
                            csv.keySet().stream()
                                    .filter(key -> key.matches(HOST + "\\.cpu-\\d+\\.cpu-user"))
                                    .map(key -> csv.get(key).byTime())
                                    .toList(),
                            RecipesTest::sum));
            checkWithin(0.011, "p90", windows(List.of(series("memory.memory-cached")), RecipesTest::p90));
            check("each", loadOfEach());
            check("moved", sliding(free, 2500, (times, values) -> values.get(values.size() - 1) - values.get(0)));
            checkWithin(1e-3, "ahead", sliding(free, 4500, RecipesTest::ahead));
        }
    }

    private void start(final Path proc, final String name, final String program) throws Exception {
        startAll(proc, name, "SELECT " + program + ";");
    }

    private void startAll(final Path proc, final String name, final String statement) throws Exception {
        queries.put(name, ProcClient.start(proc, Program.parseSelect(statement)));
    }

    /** The load divided by how many samples of idle CPUs the second before had. */
    private NavigableMap<Long, Double> loadOfEach() {
        final Map<Long, Long> cpus = csv.keySet().stream()
                .filter(key -> key.matches(HOST + "\\.cpu-\\d+\\.cpu-idle"))
                .flatMap(key -> csv.get(key).byTime().keySet().stream())
                .collect(Collectors.groupingBy(ms -> ms / 1000 + 1, Collectors.counting()));
        final NavigableMap<Long, Double> each = new TreeMap<>();
        series("load.load.shortterm").forEach((ms, value) -> {
            if (cpus.containsKey(ms / 1000)) {
                each.put(ms, value / cpus.get(ms / 1000));
            }
        });
        return each;
    }

    private void runDaemon(final RunningService running) throws Exception {
        final CollectdDaemon ended;
        final Map<String, String> words = Map.of(
                "@PORT@",
                Integer.toString(running.port("collectd")),
                "@TYPES@",
                "/usr/share/collectd/types.db",
                "@INTERVAL@",
                "1",
                "@PLUGINS@",
                PLUGINS);
        try (CollectdDaemon daemon = new CollectdDaemon(folder.resolve("daemon"), "/collectd/rates.conf", words)) {
            daemon.run(RUN_S);
            ended = daemon;
        }
        final long endNs = new SystemClock().timeNs() + (WINDOW_MS + 3000) * 1_000_000;
        RunningService.await("the last windows to end", () -> new SystemClock().timeNs() > endNs);
        csv = ended.csv();
    }

    private NavigableMap<Long, Double> series(final String key) {
        return csv.get(HOST + "." + key).byTime();
    }

    private static double least(final List<Double> values) {
        return values.stream().mapToDouble(v -> v).min().orElseThrow();
    }

    private static double sum(final List<Double> values) {
        return values.stream().mapToDouble(v -> v).sum();
    }

    private static double p90(final List<Double> values) {
        return values.stream().sorted().toList().get((int) Math.max(0, Math.ceil(0.9 * values.size()) - 1));
    }

    /** By the ends of windows. */
    private static NavigableMap<Long, Double> windows(
            final List<NavigableMap<Long, Double>> series, final ToDoubleFunction<List<Double>> of) {
        final NavigableMap<Long, List<Double>> windows = new TreeMap<>();
        series.forEach(points -> points.forEach(
                (ms, value) -> windows.computeIfAbsent((ms / WINDOW_MS + 1) * WINDOW_MS, its -> new ArrayList<>())
                        .add(value)));
        final NavigableMap<Long, Double> results = new TreeMap<>();
        windows.forEach((end, values) -> results.put(end, of.applyAsDouble(values)));
        return results;
    }

    /** What is made of some points. */
    private interface Slide {
        double of(List<Long> timesMs, List<Double> values);
    }

    private static NavigableMap<Long, Double> sliding(
            final NavigableMap<Long, Double> points, final long lengthMs, final Slide slide) {
        final NavigableMap<Long, Double> results = new TreeMap<>();
        for (final long ms : points.keySet()) {
            final var within = points.subMap(ms - lengthMs, false, ms, true);
            results.put(ms, slide.of(List.copyOf(within.keySet()), List.copyOf(within.values())));
        }
        return results;
    }

    /** Where the straight line through the points will be in a minute. */
    private static double ahead(final List<Long> timesMs, final List<Double> values) {
        final double meanMs = timesMs.stream().mapToDouble(ms -> ms).average().orElseThrow();
        final double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            products += (timesMs.get(i) - meanMs) * (values.get(i) - mean);
            squares += (timesMs.get(i) - meanMs) * (timesMs.get(i) - meanMs);
        }
        return mean + products / squares * (timesMs.get(timesMs.size() - 1) + 60_000 - meanMs);
    }

    private void check(final String name, final NavigableMap<Long, Double> expected) throws Exception {
        checkWithin(NEAR, name, expected);
    }

    /** All but the first and the last, which were cut off. */
    private void checkWithin(final double relative, final String name, final NavigableMap<Long, Double> expected)
            throws Exception {
        final ProcClient query = queries.get(name);
        query.finish();
        int compared = 0;
        for (Event event = query.next(); event != null; event = query.next()) {
            final Long ms = expected.floorKey(Math.round(event.timeNs() / 1e6) + 1);
            assertThat(ms).as("%s at %d", name, event.timeNs()).isNotNull();
            final double value = expected.get(ms);
            if (!ms.equals(expected.firstKey()) && !ms.equals(expected.lastKey())) {
                assertThat(event.value()).as("%s at %d", name, ms).isCloseTo(value, within(Math.abs(value) * relative));
                compared++;
            }
        }
        assertThat(compared).as(name).isGreaterThanOrEqualTo(2);
    }
}
