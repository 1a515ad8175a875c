package leela.ops.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import leela.engine.dmproc.language.Program;
import leela.engine.keys.KeyFilter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * netdata beside a whole service: of the same datagrams of statsd both make the same, and what it exports is taken, to
 * Graphite's door and to OpenTSDB's. Debian's is built without remote write ("Prometheus Remote Write support isn't
 * compiled"), which a real Prometheus has instead.
 */
@Tag("slow")
@Tag("once")
final class NetdataTest {

    private static final String SETTINGS = """
            statsd.enabled = true
            statsd.port = 0
            graphite.enabled = true
            graphite.port = 0
            opentsdb.enabled = true
            opentsdb.port = 0
            """;

    private static final String NETDATA = """
            [global]
            run as user = root
            memory mode = ram
            [directories]
            config = @BASE@/conf
            stock config = @BASE@/conf
            lib = @BASE@
            cache = @BASE@/cache
            log = @BASE@
            home = @BASE@
            registry = @BASE@
            lock = @BASE@
            [web]
            bind to = 127.0.0.1:@WEB@
            [ml]
            enabled = no
            [health]
            enabled = no
            [plugins]
            timex = no
            idlejitter = no
            proc = no
            diskspace = no
            cgroups = no
            tc = no
            enable running new plugins = no
            apps = no
            statsd = yes
            [statsd]
            enabled = yes
            update every (flushInterval) = 10
            bind to = udp:127.0.0.1:@STATSD@
            default port = @STATSD@
            """;

    private static final String EXPORTING = """
            [exporting:global]
            enabled = yes
            [graphite:one]
            enabled = yes
            destination = tcp:127.0.0.1:@GRAPHITE@
            update every = 1
            [opentsdb:two]
            enabled = yes
            destination = tcp:127.0.0.1:@OPENTSDB@
            prefix = put
            update every = 1
            """;

    private static final int WINDOW_S = 10;
    private static final int TIMES = 1000;
    /** Of a counter, a gauge, a timer and a set. */
    private static final int POINTS = 2 + 1 + 10 + 1;

    @TempDir
    private Path folder;

    @Test
    void shouldMakeWhatNetdataMakesAndTakeWhatItExports() throws Exception {
        final int statsd = freePort();
        final int web = freePort();
        try (RunningService running = RunningService.in(folder.resolve("leela"), SETTINGS);
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parse("proc match 8|^stats\\. id;".getBytes(UTF_8)))) {
            final Path conf = Files.createDirectory(folder.resolve("conf"));
            // what it finds there it deletes
            Files.createDirectory(folder.resolve("cache"));
            Files.writeString(
                    conf.resolve("netdata.conf"),
                    NETDATA.replace("@BASE@", folder.toString())
                            .replace("@WEB@", Integer.toString(web))
                            .replace("@STATSD@", Integer.toString(statsd)));
            Files.writeString(
                    conf.resolve("exporting.conf"),
                    EXPORTING
                            .replace("@GRAPHITE@", Integer.toString(running.port("graphite")))
                            .replace("@OPENTSDB@", Integer.toString(running.port("opentsdb"))));
            final Process netdata = new ProcessBuilder(
                            "netdata",
                            "-D",
                            "-u",
                            "root",
                            "-c",
                            conf.resolve("netdata.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try {
                RunningService.await("netdata to answer", () -> ask(web, "charts") != null);
                compare(running, query, statsd, web);
                RunningService.await(
                        "what it exports",
                        () -> !keys(running, "netdata.").isEmpty()
                                && !keys(running, "put.").isEmpty());
                assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            } finally {
                netdata.destroy();
                assertThat(netdata.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private void compare(final RunningService running, final ProcClient query, final int statsd, final int web)
            throws Exception {
        final List<Integer> times = new ArrayList<>();
        for (int i = 1; i <= TIMES; i++) {
            times.add(i * i);
        }
        Collections.shuffle(times, new Random(new SplittableRandom().nextInt()));
        RunningService.await("the beginning of a window", () -> secondOfWindow() == 1);
        final long endS = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND / WINDOW_S * WINDOW_S + WINDOW_S;
        for (int i = 0; i < TIMES; i += 20) {
            final StringBuilder datagram = new StringBuilder();
            for (final int time : times.subList(i, i + 20)) {
                datagram.append("lat:").append(time).append("|ms\n");
            }
            send(running, statsd, datagram.toString());
        }
        send(running, statsd, "hits:3|c\nhits:4|c\nhits:1|c|@0.1\n");
        send(running, statsd, "temp:40|g\ntemp:+2|g\ntemp:-0.5|g\n");
        send(running, statsd, "users:a|s\nusers:b|s\nusers:a|s\nusers:c|s\n");
        assertThat(secondOfWindow()).as("all was sent within the window").isBetween(1L, 8L);

        final Map<String, Double> ours = new TreeMap<>();
        for (int i = 0; i < POINTS; i++) {
            final Event event = query.next();
            assertThat(event.timeNs()).isEqualTo(endS * Clock.NANOS_PER_SECOND);
            ours.put(new String(event.key(), UTF_8).replaceFirst("stats\\.\\w+\\.", ""), event.value());
        }
        RunningService.await("netdata's window", () -> row(web, "statsd_users.set", endS) != null);
        assertThat(ours).containsEntry("hits.count", 17.0).containsEntry("temp", 41.5);
        assertThat(row(web, "statsd_hits.counter", endS)).containsEntry("counter", ours.get("hits.rate"));
        assertThat(row(web, "statsd_temp.gauge", endS)).containsEntry("gauge", ours.get("temp"));
        assertThat(row(web, "statsd_users.set", endS)).containsEntry("unique", ours.get("users.count"));
        final Map<String, Double> theirs = row(web, "statsd_lat.timer", endS);
        assertThat(theirs).containsEntry("min", ours.get("lat.lower")).containsEntry("max", ours.get("lat.upper"));
        assertThat(theirs.get("average")).isCloseTo(ours.get("lat.mean"), within(0.001 * ours.get("lat.mean")));
        assertThat(theirs.get("stddev")).isCloseTo(ours.get("lat.stddev"), within(0.001 * ours.get("lat.stddev")));
        for (final int percent : List.of(50, 90, 95, 99)) {
            final double exact = Math.pow(percent * TIMES / 100.0, 2);
            assertThat(ours.get("lat." + (percent == 50 ? "median" : "p" + percent)))
                    .isCloseTo(exact, within(exact / 100));
        }
        assertThat(theirs.get("95.0%")).isCloseTo(ours.get("lat.p95"), within(ours.get("lat.p95") / 100));
    }

    private static long secondOfWindow() {
        return new SystemClock().timeNs() / Clock.NANOS_PER_SECOND % WINDOW_S;
    }

    private static void send(final RunningService running, final int netdata, final String datagram)
            throws IOException {
        final byte[] bytes = datagram.getBytes(UTF_8);
        running.sendUdp("statsd", bytes);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), netdata));
        }
    }

    /** What a chart has of the window that ends then, or null. */
    private static Map<String, Double> row(final int web, final String chart, final long endS) {
        final JsonNode data = ask(web, "data?format=json&after=-60&chart=" + chart);
        final Map<String, Double> row = new TreeMap<>();
        if (data != null) {
            for (final JsonNode one : data.path("data")) {
                for (int i = 1; one.path(0).asLong() == endS && i < one.size(); i++) {
                    row.put(data.path("labels").path(i).asText(), one.path(i).asDouble());
                }
            }
        }
        return row.isEmpty() ? null : row;
    }

    private static JsonNode ask(final int web, final String what) {
        try (InputStream answer = URI.create("http://127.0.0.1:" + web + "/api/v1/" + what)
                .toURL()
                .openStream()) {
            return new ObjectMapper().readTree(answer);
        } catch (final IOException notYet) {
            return null;
        }
    }

    private static List<String> keys(final RunningService running, final String prefix) {
        return running
                .service()
                .history()
                .keys(new KeyFilter(prefix.getBytes(UTF_8), new byte[0]), new byte[0], 10_000)
                .keys()
                .stream()
                .map(key -> new String(key, UTF_8))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
