package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import leela.engine.counters.CounterId;
import leela.engine.dmproc.Program;
import leela.engine.history.History;
import leela.engine.history.KeyFilter;
import leela.io.unix.Event;
import leela.io.unix.ProcClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real collectd daemon beside its own csv files: every series is there, gauges are equal, rates equal to a millionth. The clock period
 * is shorter than collectd's interval, so that every sample gives a rate, as in the csv files.
 */
class CollectdDaemonTest {

    private static final double TOLERANCE = 1e-6;
    /** A value's time is in the csv files to the millisecond. */
    private static final long TIME_TOLERANCE_MS = 1;
    private static final int KEYS = 10_000;

    @TempDir
    private Path folder;

    @Test
    void shouldEqualTheCsvFilesOfARealDaemon() throws Exception {
        compare(12);
    }

    @Test
    @Tag("slow")
    void shouldEqualTheCsvFilesOfARealDaemonOverAMinute() throws Exception {
        compare(60);
    }

    private void compare(final int seconds) throws Exception {
        final Map<String, NavigableMap<Long, Double>> seen = new ConcurrentHashMap<>();
        try (RunningService running = RunningService.in(folder, "timeline.clock = \"500ms\"\n");
                ProcClient query = ProcClient.start(Path.of(running.service().address("dmproc-proc")), Program.parseSelect("SELECT id FROM ^testhost;"))) {
            runDaemon(running.port("collectd"), seconds);
            RunningService.await("the ring to drain", () -> running.service().drain() && running.imbalance() == 0);
            query.finish();
            for (Event event = query.next(); event != null; event = query.next()) {
                seen.computeIfAbsent(event.keyText(), key -> new TreeMap<>()).put(Math.round(event.timeNs() / 1e6), event.value());
            }
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(running.read(CounterId.PROC_EVENTS_LOST)).isZero();
            final Map<String, NavigableMap<Long, Double>> csv = CsvFiles.read(folder.resolve("csv"));
            assertThat(csv.keySet()).hasSizeGreaterThan(10);
            RunningService.await("every series of the csv files among the keys", () -> keys(running.service().history()).containsAll(
                    csv.keySet()));
            csv.forEach((key, values) -> assertEqual(key, values, seen.getOrDefault(key, new TreeMap<>())));
        }
    }

    private static void assertEqual(final String key, final NavigableMap<Long, Double> csv, final NavigableMap<Long, Double> seen) {
        csv.forEach((timeMs, value) -> {
            final Map.Entry<Long, Double> nearest = seen.floorEntry(timeMs + TIME_TOLERANCE_MS);
            assertThat(nearest).as("%s at %d ms", key, timeMs).isNotNull();
            assertThat(nearest.getKey()).as("time of %s", key).isCloseTo(timeMs, within(TIME_TOLERANCE_MS));
            assertThat(nearest.getValue()).as("%s at %d ms", key, timeMs).isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
        });
    }

    private static Set<String> keys(final History history) {
        return history.keys(KeyFilter.ALL, new byte[0], KEYS).stream().map(key -> new String(key, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    /** Lets the daemon run for a while, then ends it; it sends what it has left. */
    private void runDaemon(final int port, final int seconds) throws IOException, InterruptedException {
        final String conf;
        try (var template = CollectdDaemonTest.class.getResourceAsStream("/collectd/client.conf")) {
            conf = new String(template.readAllBytes(), StandardCharsets.UTF_8).replace("@BASE@", folder.toString())
                    .replace("@PORT@", Integer.toString(port));
        }
        final Path log = folder.resolve("collectd.log");
        final Process daemon = new ProcessBuilder("collectd", "-f", "-C", Files.writeString(folder.resolve("collectd.conf"), conf).toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            // a daemon that ends by itself has failed
            assertThat(daemon.waitFor(seconds, TimeUnit.SECONDS)).as("collectd ended: %s", Files.readString(log)).isFalse();
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).as("collectd to end").isTrue();
        }
    }
}
