package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.keys.KeyFilter;
import leela.engine.runtime.SystemClock;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rates that history holds are collectd's own: a real daemon writes its rates to csv files and sends the same
 * samples to the engine, and what HTTP then tells has the same points, no more and no fewer. Samples come from the
 * daemon's plugins, and from its socket with times of their own. A csv file has times to the millisecond and values to
 * six digits behind the point: so far they are equal, and to a millionth. What differs on purpose is in a test of its
 * own ([timeline 6]).
 */
@Tag("once")
class CollectdRatesTest {

    private static final double RELATIVE = 1e-6;
    /** Half of the last digit that collectd prints, and a little for the reading of it. */
    private static final double PRINTED = 0.51e-6;

    private static final long TIME_TOLERANCE_MS = 1;
    private static final int[] INTERVALS_S = {1, 10, 60, 300};
    private static final int LEAST_PLUGINS = 10;
    private static final int PLUGINS_INTERVAL_S = 1;
    private static final String PLUGINS = Stream.of(
                    "cpu memory load df interface disk uptime processes contextswitch irq vmem swap users entropy"
                            .split(" "))
            .map("LoadPlugin %s\n"::formatted)
            .collect(Collectors.joining());
    private static final Pattern FEED = Pattern.compile("testhost\\." + CollectdFeed.PLUGIN + "-(\\d+)\\..*");
    private static final String MADE_UP = "made/";
    private static final Pattern POINT = Pattern.compile("\\[([^\\[\\],]+),([^\\[\\],]+)]");

    private final HttpClient http = HttpClient.newHttpClient();
    private final long nowMs = new SystemClock().timeNs() / 1_000_000;
    /** A whole second, hours ago: samples with times of their own come after it. */
    private final long madeUpMs = (nowMs / 1000 - 3 * 3600) * 1000;

    @TempDir
    private Path folder;

    private Path typesDb;

    @Test
    void shouldHoldCollectdsOwnRatesAtEveryInterval() throws Exception {
        compare(3);
    }

    @Test
    @Tag("slow")
    void shouldHoldCollectdsOwnRatesForLong() throws Exception {
        compare(90);
    }

    @Test
    void shouldDifferFromCollectdOnlyWhereThatIsMeant() throws Exception {
        final String[][] table = {
            // samples as value@second, at an interval of 60 s; what collectd makes of them, and what the engine does
            {"counter-reset", "5000@0 60@60 120@120", "71582705.933333@60 1.000000@120", "1.000000@120"},
            {
                "limited_level-high",
                "50@0 200@60 60@120",
                "50.000000@0 200.000000@60 60.000000@120",
                "50.000000@0 60.000000@120"
            },
            {"derive-ttl", "0@0 3600@3600 3660@3660", "1.000000@3600 1.000000@3660", "1.000000@3660"},
            {
                "absolute-ttl",
                "60@0 60@3600 30@3660",
                "1.000000@0 0.016667@3600 0.500000@3660",
                "1.000000@0 1.000000@3600 0.500000@3660"
            },
            {"derive-early", "0@0 10@10 60@60", "1.000000@10 1.000000@60", "1.000000@60"},
            {"absolute-early", "60@0 10@10 50@60", "1.000000@0 1.000000@10 1.000000@60", "1.000000@0 1.000000@60"},
            {"derive-old", "0@0 60@60 90@30 180@120", "1.000000@30 1.000000@60 2.000000@120", "1.000000@60 2.000000@120"
            },
            {
                "derive-back",
                "0@3600 60@3660 0@60 60@120 120@180 180@240",
                "1.000000@60 1.000000@120 1.000000@180 1.000000@240 1.000000@3660",
                "1.000000@240 1.000000@3660"
            },
        };
        final List<CollectdFeed.Sample> samples = new ArrayList<>();
        final Map<String, String> collectds = new TreeMap<>();
        final Map<String, String> ours = new TreeMap<>();
        for (final String[] row : table) {
            samples.addAll(samples(row[0], 60, row[1]));
            collectds.put(row[0], row[2]);
            ours.put(row[0], row[3]);
        }
        final Map<String, CsvFiles.Values> csv = new TreeMap<>();
        final Map<String, NavigableMap<Long, Double>> points = new TreeMap<>();
        feed(List.of(samples), csv, points);
        assertThat(texts(csv, CsvFiles.Values::byTime)).isEqualTo(collectds);
        assertThat(texts(points, seen -> seen)).isEqualTo(ours);
    }

    @Test
    void shouldHoldCollectdsOwnRatesWhenTheIntervalChanges() throws Exception {
        final Map<String, CsvFiles.Values> csv = new TreeMap<>();
        final Map<String, NavigableMap<Long, Double>> points = new TreeMap<>();
        feed(
                List.of(
                        samples("derive-a", 10, "0@0 10@10 30@20"),
                        samples("derive-a", 300, "330@320 930@620"),
                        samples("derive-a", 1, "931@621 935@622 945@632")),
                csv,
                points);
        final Map<String, String> expected = Map.of(
                "derive-a",
                "1.000000@10 2.000000@20 1.000000@320 2.000000@620 1.000000@621 4.000000@622 " + "1.000000@632");
        assertThat(texts(csv, CsvFiles.Values::byTime)).isEqualTo(expected);
        assertThat(texts(points, seen -> seen)).isEqualTo(expected);
    }

    private List<CollectdFeed.Sample> samples(final String type, final int intervalS, final String valuesAtS) {
        return Stream.of(valuesAtS.split(" "))
                .map(sample -> sample.split("@"))
                .map(words -> new CollectdFeed.Sample(
                        MADE_UP + type, intervalS, madeUpMs + Long.parseLong(words[1]) * 1000, words[0]))
                .toList();
    }

    /** Sends samples, each round of them when the one before has come; both results are by type. */
    private void feed(
            final List<List<CollectdFeed.Sample>> rounds,
            final Map<String, CsvFiles.Values> csv,
            final Map<String, NavigableMap<Long, Double>> points)
            throws Exception {
        try (RunningService running = start()) {
            final CollectdDaemon ended;
            try (CollectdDaemon daemon = daemon(running, "");
                    CollectdFeed feed = new CollectdFeed(daemon)) {
                int sent = 0;
                for (final List<CollectdFeed.Sample> round : rounds) {
                    feed.put(round);
                    sent += round.size();
                    final int all = sent;
                    RunningService.await("the samples of a round", () -> {
                        feed.flush();
                        return running.read(CollectdCounter.RECEIVED) == all && running.imbalance() == 0;
                    });
                }
                ended = daemon;
            }
            for (final Map.Entry<String, CsvFiles.Values> series :
                    stored(running, ended).entrySet()) {
                final String type = series.getKey().substring(series.getKey().lastIndexOf('.') + 1);
                csv.put(type, series.getValue());
                points.put(type, points(running, series.getKey(), series.getValue()));
            }
        }
    }

    private void compare(final int seconds) throws Exception {
        try (RunningService running = start()) {
            final CollectdDaemon ended;
            try (CollectdDaemon daemon = daemon(running, PLUGINS);
                    CollectdFeed feed = new CollectdFeed(daemon)) {
                for (final int intervalS : INTERVALS_S) {
                    feed.put(CollectdFeed.series(intervalS, nowMs));
                }
                daemon.run(seconds);
                awaitAll(running, feed);
                ended = daemon;
            }
            final Map<String, CsvFiles.Values> csv = stored(running, ended);
            assertThat(csv.keySet().stream()
                            .filter(key -> !FEED.matcher(key).matches() && !key.startsWith("testhost.made."))
                            .map(key -> key.split("[.-]")[1])
                            .distinct())
                    .hasSizeGreaterThanOrEqualTo(LEAST_PLUGINS);
            int compared = 0;
            int all = 0;
            for (final Map.Entry<String, CsvFiles.Values> series : csv.entrySet()) {
                compared += assertEqual(
                        series.getKey(), series.getValue(), points(running, series.getKey(), series.getValue()));
                all += series.getValue().byTime().size();
            }
            assertThat(compared).as("of %d values", all).isGreaterThan(all / 2);
        }
    }

    /**
     * Tells how many values it compared. Left out is what a daemon gives that was late: of a count, a sample that came
     * sooner than half an interval after the one before, and the next, whose rate is over both; of a gauge, two of the
     * same millisecond.
     */
    private static int assertEqual(
            final String key, final CsvFiles.Values csv, final NavigableMap<Long, Double> points) {
        final NavigableMap<Long, Double> expected = new TreeMap<>(csv.byTime());
        for (final long timeMs : late(csv.timesMs(), csv.isCount() ? intervalMs(key) / 2 : TIME_TOLERANCE_MS)) {
            expected.subMap(timeMs - TIME_TOLERANCE_MS, true, timeMs + TIME_TOLERANCE_MS, true)
                    .clear();
            points.subMap(timeMs - TIME_TOLERANCE_MS, true, timeMs + TIME_TOLERANCE_MS, true)
                    .clear();
        }
        for (final Map.Entry<Long, Double> sample : expected.entrySet()) {
            final Double value = points.remove(nearest(points, sample.getKey()));
            assertThat(value).as("%s at %d ms", key, sample.getKey()).isNotNull();
            assertThat(value)
                    .as("%s at %d ms", key, sample.getKey())
                    .isCloseTo(sample.getValue(), within(PRINTED + RELATIVE * Math.abs(sample.getValue())));
        }
        assertThat(points).as("points of %s that collectd does not have", key).isEmpty();
        return expected.size();
    }

    private static List<Long> late(final List<Long> timesMs, final long leastMs) {
        final List<Long> late = new ArrayList<>();
        boolean isAfterLate = false;
        long keptMs = Long.MIN_VALUE / 2;
        for (final long timeMs : timesMs) {
            final boolean isLate = timeMs - keptMs <= leastMs + TIME_TOLERANCE_MS;
            if (isLate || isAfterLate) {
                late.add(timeMs);
            }
            isAfterLate = isLate;
            keptMs = isLate ? keptMs : timeMs;
        }
        return late;
    }

    private static long intervalMs(final String key) {
        final Matcher feed = FEED.matcher(key);
        return 1000L * (feed.matches() ? Integer.parseInt(feed.group(1)) : PLUGINS_INTERVAL_S);
    }

    private static Long nearest(final NavigableMap<Long, Double> points, final long timeMs) {
        final Long floor = points.floorKey(timeMs + TIME_TOLERANCE_MS);
        return floor != null && timeMs - floor <= TIME_TOLERANCE_MS ? floor : Long.valueOf(Long.MIN_VALUE);
    }

    private RunningService start() throws IOException {
        try (var types = CollectdRatesTest.class.getResourceAsStream("/collectd/rates.types.db")) {
            typesDb = Files.write(folder.resolve("types.db"), types.readAllBytes());
        }
        return RunningService.in(
                folder,
                ("timeline.clock = \"auto\"\nstorage.resolution = \"1ms\"\n"
                                + "collectd.types_db = [\"/usr/share/collectd/types.db\", \"%s\"]\n")
                        .formatted(typesDb));
    }

    private CollectdDaemon daemon(final RunningService running, final String plugins) throws IOException {
        return new CollectdDaemon(
                folder.resolve("daemon"),
                "/collectd/rates.conf",
                Map.of(
                        "@PORT@",
                        Integer.toString(running.port("collectd")),
                        "@TYPES@",
                        typesDb.toString(),
                        "@INTERVAL@",
                        Integer.toString(PLUGINS_INTERVAL_S),
                        "@PLUGINS@",
                        plugins));
    }

    /** Sends one more sample: when that one is here, all are. */
    private void awaitAll(final RunningService running, final CollectdFeed feed) throws IOException {
        feed.put(List.of(new CollectdFeed.Sample(MADE_UP + "gauge-end", 60, nowMs, "1")));
        // it holds back what does not fill a packet
        RunningService.await("the last sample", () -> {
            feed.flush();
            return isKey(running, "testhost.made.gauge-end");
        });
    }

    private static void awaitKey(final RunningService running, final String key) {
        RunningService.await(key, () -> isKey(running, key));
    }

    private static boolean isKey(final RunningService running, final String key) {
        final KeyFilter filter = new KeyFilter(key.getBytes(StandardCharsets.UTF_8), new byte[0]);
        return !running.service().history().keys(filter, new byte[0], 1).keys().isEmpty();
    }

    /** What the csv files hold, after as many values have come and been stored. */
    private Map<String, CsvFiles.Values> stored(final RunningService running, final CollectdDaemon ended)
            throws IOException {
        final Map<String, CsvFiles.Values> csv = ended.csv(typesDb);
        final long values = csv.values().stream()
                .mapToLong(series -> series.timesMs().size())
                .sum();
        RunningService.await("all %d values".formatted(values), () -> running.read(CollectdCounter.RECEIVED) >= values);
        assertThat(running.read(CollectdCounter.RECEIVED)).isEqualTo(values);
        running.sendUdp("gauge 4|done 1 " + nowMs / 1000 + ";");
        awaitKey(running, "done");
        assertThat(running.service().counters().sum("metrics.rejected")).isZero();
        return csv;
    }

    /** A key's points by milliseconds. */
    private NavigableMap<Long, Double> points(final RunningService running, final String key, final CsvFiles.Values csv)
            throws Exception {
        final long firstMs =
                csv.timesMs().stream().mapToLong(Long::longValue).min().orElseThrow();
        final long lastMs =
                csv.timesMs().stream().mapToLong(Long::longValue).max().orElseThrow();
        final String body = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/key/%s?start=%d&finish=%d"
                                        .formatted(
                                                running.port("http"),
                                                URLEncoder.encode(key, StandardCharsets.UTF_8)
                                                        .replace("+", "%20"),
                                                firstMs / 1000 - 1,
                                                lastMs / 1000 + 1)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        final NavigableMap<Long, Double> points = new TreeMap<>();
        final Matcher point = POINT.matcher(body);
        while (point.find()) {
            points.put(Math.round(Double.parseDouble(point.group(1)) * 1000), Double.parseDouble(point.group(2)));
        }
        return points;
    }

    /** As {@code value@second}, with the six digits that collectd prints. */
    private <T> Map<String, String> texts(
            final Map<String, T> series, final Function<T, NavigableMap<Long, Double>> byTime) {
        final Map<String, String> texts = new TreeMap<>();
        series.forEach((type, values) -> texts.put(
                type,
                byTime.apply(values).entrySet().stream()
                        .map(point -> String.format(
                                Locale.ROOT, "%.6f@%d", point.getValue(), (point.getKey() - madeUpMs) / 1000))
                        .collect(Collectors.joining(" "))));
        return texts;
    }
}
