package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import leela.ops.service.CapturedLog;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real collectd daemons with ten plugins beside their own csv files: every series is there, gauges are equal, and what
 * rates gained equals the differences of counts to a millionth. The clock period is shorter than collectd's interval,
 * so that every sample gives a rate.
 */
@Tag("once")
class CollectdDaemonTest {

    private static final double TOLERANCE = 1e-6;
    /** A value's time is in the csv files to the millisecond. */
    private static final long TIME_TOLERANCE_MS = 1;

    private static final long CLOCK_MS = 1;
    /** Of all values; on a busy machine daemons are late, and some values come too close to one another. */
    private static final double LEAST_COMPARED = 0.95;
    /** Samples of a count before the first difference of two whose events are both there. */
    private static final int BASES = 2;

    private static final int KEYS = 10_000;
    private static final int PLUGINS = 10;

    @TempDir
    private Path folder;

    @Test
    void shouldEqualTheCsvFilesOfARealDaemon() throws Exception {
        compare("None", "0.5", 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "Sign", "Encrypt"})
    @Tag("slow")
    void shouldEqualTheCsvFilesOfARealDaemonTenTimesASecond(final String level) throws Exception {
        compare(level, "0.1", 60);
    }

    @Test
    void shouldKeepUsersOfOneHostApartAndRefuseAWrongPassword() throws Exception {
        try (RunningService running = RunningService.in(folder, settings("sign"));
                CapturedLog log = new CapturedLog();
                EventCollector events = new EventCollector(running)) {
            final CollectdDaemon first;
            final CollectdDaemon second;
            try (CollectdDaemon one = daemon(running, "one", "Sign", "one", "first", "0.5");
                    CollectdDaemon two = daemon(running, "two", "Encrypt", "two", "second", "0.5");
                    CollectdDaemon wrong = daemon(running, "wrong", "Encrypt", "three", "guessed", "0.5")) {
                wrong.run(4);
                first = one;
                second = two;
            }
            final Map<String, NavigableMap<Long, Event>> seen = events.end();
            compare(first.csv(), "one.", seen);
            compare(second.csv(), "two.", seen);
            assertThat(seen.keySet())
                    .allMatch(key -> key.startsWith("one.testhost.") || key.startsWith("two.testhost."));
            assertThat(running.read(CollectdCounter.BAD_CHECKSUM)).isGreaterThan(1);
            assertThat(log.lines("event=collectd.packet.refused"))
                    .singleElement()
                    .asString()
                    .contains("cause=bad_checksum user=\"three\" sender=127.0.0.1:")
                    .contains(" refused=1");
        }
    }

    private void compare(final String level, final String intervalS, final int seconds) throws Exception {
        final String prefix = level.equals("None") ? "" : "one.";
        try (RunningService running = RunningService.in(folder, settings(level));
                EventCollector events = new EventCollector(running)) {
            final CollectdDaemon ended;
            try (CollectdDaemon daemon = daemon(running, "daemon", level, "one", "first", intervalS)) {
                daemon.run(seconds);
                ended = daemon;
            }
            final Map<String, NavigableMap<Long, Event>> seen = events.end();
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(running.service().counters().sum("collectd.packets.refused"))
                    .isZero();
            final Map<String, CsvFiles.Values> csv = ended.csv();
            compare(csv, prefix, seen);
            RunningService.await(
                    "every series of the csv files among the keys",
                    () -> keys(running.service().history())
                            .containsAll(
                                    csv.keySet().stream().map(prefix::concat).toList()));
        }
    }

    /** Every value of the csv files is among those seen. */
    private static void compare(
            final Map<String, CsvFiles.Values> csv,
            final String prefix,
            final Map<String, NavigableMap<Long, Event>> seen) {
        assertThat(csv.keySet().stream().map(key -> key.split("[.-]")[1]).distinct())
                .hasSize(PLUGINS);
        long compared = 0;
        long all = 0;
        for (final Map.Entry<String, CsvFiles.Values> series : csv.entrySet()) {
            final String key = prefix + series.getKey();
            final CsvFiles.Values values = series.getValue();
            compared += assertEqual(key, values, seen.getOrDefault(key, new TreeMap<>()));
            all += Math.max(0, values.byTime().size() - (values.isCount() ? BASES : 0));
        }
        assertThat(compared).as("of %d values", all).isGreaterThan((long) (LEAST_COMPARED * all));
    }

    /**
     * Compares a series, and tells how many values it compared: gauges as they are, and of counts what a rate gained in
     * the time between its event and the one before, both exact to the nanosecond. Left out are samples closer together
     * than the clock's period, as a daemon takes them that was late: the second gives no rate ([timeline 2.1]).
     */
    private static int assertEqual(final String key, final CsvFiles.Values csv, final NavigableMap<Long, Event> seen) {
        int compared = 0;
        Map.Entry<Long, Double> before = null;
        Event eventBefore = null;
        for (final Map.Entry<Long, Double> sample : csv.byTime().entrySet()) {
            final long timeMs = sample.getKey();
            if (Double.isNaN(sample.getValue())
                    || isNear(timeMs, csv.byTime().lowerKey(timeMs))
                    || isNear(timeMs, csv.byTime().higherKey(timeMs))) {
                before = null;
                eventBefore = null;
                continue;
            }
            final Event event = seen.get(nearest(seen, timeMs));
            if (!csv.isCount()) {
                assertEqual(key, timeMs, sample.getValue(), event, event == null ? 0 : event.value());
                compared++;
            } else if (eventBefore != null) {
                final double gained = event == null ? 0 : event.value() * (event.timeNs() - eventBefore.timeNs()) / 1e9;
                assertEqual(key, timeMs, sample.getValue() - before.getValue(), event, gained);
                compared++;
            }
            before = sample;
            eventBefore = event;
        }
        return compared;
    }

    private static long nearest(final NavigableMap<Long, Event> seen, final long timeMs) {
        final Long floor = seen.floorKey(timeMs + TIME_TOLERANCE_MS);
        return floor != null && timeMs - floor <= TIME_TOLERANCE_MS ? floor : Long.MIN_VALUE;
    }

    private static boolean isNear(final long timeMs, final Long otherMs) {
        return otherMs != null && Math.abs(timeMs - otherMs) <= CLOCK_MS;
    }

    private static void assertEqual(
            final String key, final long timeMs, final double expected, final Event event, final double value) {
        assertThat(event).as("%s at %d ms", key, timeMs).isNotNull();
        assertThat(value)
                .as("%s at %d ms", key, timeMs)
                .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
    }

    private String settings(final String level) throws IOException {
        final Path auth = Files.write(folder.resolve("auth"), List.of("one: first", "two: second", "three: third"));
        return "timeline.clock = \"%dms\"\ncollectd.security_level = \"%s\"\ncollectd.auth_file = \"%s\"\n"
                .formatted(CLOCK_MS, level.toLowerCase(Locale.ROOT), auth);
    }

    private CollectdDaemon daemon(
            final RunningService running,
            final String name,
            final String level,
            final String user,
            final String password,
            final String intervalS)
            throws IOException {
        return new CollectdDaemon(folder.resolve(name), running.port("collectd"), level, user, password, intervalS);
    }

    private static Set<String> keys(final History history) {
        return history.keys(KeyFilter.ALL, new byte[0], KEYS).keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    /**
     * Reads what a query over all events of the host gives, on a thread of its own, so that nothing has to wait for the
     * test.
     */
    private static final class EventCollector implements AutoCloseable {

        private final Map<String, NavigableMap<Long, Event>> seen = new TreeMap<>();
        private final RunningService running;
        private final ProcClient query;
        private final Thread thread = new Thread(this::read, "collector");

        EventCollector(final RunningService running) throws IOException, SyntaxException {
            this.running = running;
            query = ProcClient.start(
                    Path.of(running.service().address("dmproc-proc")), Program.parseSelect("SELECT id FROM testhost;"));
            thread.start();
        }

        private void read() {
            try {
                for (Event event = query.next(); event != null; event = query.next()) {
                    seen.computeIfAbsent(event.keyText(), key -> new TreeMap<>())
                            .put(Math.round(event.timeNs() / 1e6), event);
                }
            } catch (final IOException closed) {
                seen.clear();
            }
        }

        /** All events there were, by key and milliseconds. */
        Map<String, NavigableMap<Long, Event>> end() throws IOException, InterruptedException {
            running.awaitRead("collectd", CollectdCounter.DATAGRAMS);
            RunningService.await("the ring to drain", () -> running.service().drain() && running.imbalance() == 0);
            query.finish();
            thread.join();
            assertThat(running.read(ProcCounter.EVENTS_LOST)).isZero();
            return seen;
        }

        @Override
        public void close() throws IOException {
            query.close();
        }
    }
}
