package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.output.proc.ProcClient;
import leela.io.transport.unix.DatabusClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a setting changes what the service does. */
class SettingsReachPartsTest {

    @TempDir
    private Path folder;

    /** What becomes of some metrics under a setting, or several, told by one counter. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "timeline.clock = \"60s\"         ~ derive 1|a 1 1000; derive 1|a 2 1010;   ~ ABSORBED_EARLY    "
                        + "     ~ 1",
                "timeline.clock = \"10s\"         ~ derive 1|a 1 1000; derive 1|a 2 1010;   ~ EMITTED           "
                        + "     ~ 1",
                "timeline.ttl = \"100s\"          ~ derive 1|a 1 1000; derive 1|a 2 1100;   ~ ABSORBED_EXPIRED  "
                        + "     ~ 1",
                "timeline.counter_fall = \"wrap\" ~ counter 1|a 9 1000; counter 1|a 1 1060; ~ EMITTED           "
                        + "     ~ 1",
                "timeline.counter_fall = \"auto\" ~ counter 1|a 9 1000; counter 1|a 1 1060; ~ "
                        + "ABSORBED_COUNTER_RESET ~ 1",
                "timeline.max_future = \"1s\"     ~ gauge 1|a 1 8000000000;                 ~ "
                        + "REJECTED_TIME_RANGE    ~ 1",
                "timeline.max_past = \"1d\"       ~ gauge 1|a 1 1000;                       ~ "
                        + "REJECTED_TIME_RANGE    ~ 1",
                "timeline.max_past = \"off\"      ~ gauge 1|a 1 1000;                       ~ EMITTED           "
                        + "     ~ 1",
                "storage.retention = \"1d\"       ~ gauge 1|a 1 1000; event 1|a 1 1000; data 1|a 2|{} 1000; ~ "
                        + "REJECTED_TIME_RANGE    ~ 3",
                "storage.retention = \"1d\"|timeline.max_past = \"off\" ~ gauge 1|a 1 1000;    ~ "
                        + "REJECTED_TIME_RANGE    ~ 1",
                "storage.retention = \"1d\"|storage.backend = \"none\"  ~ gauge 1|a 1 1000;    ~ EMITTED           "
                        + "     ~ 1",
                "engine.max_series = 2            ~ gauge 1|a 1 1; gauge 1|b 1 1; gauge 1|c 1 1; ~ "
                        + "REJECTED_CARDINALITY ~ 1",
            })
    void shouldJudgeMetricsByTheSetting(
            final String setting, final String metrics, final EngineCounter counter, final long expected)
            throws IOException {
        try (RunningService running = RunningService.in(folder, setting.strip().replace('|', '\n'))) {
            running.sendDatabus(metrics.strip());
            RunningService.await(counter.description().label(), () -> running.read(counter) == expected);
        }
    }

    /** They are stored nowhere. */
    @Test
    void shouldTakeOldEventsForTheQueriesAlone() throws IOException {
        try (RunningService running = RunningService.in(folder, "storage.retention = \"1d\"");
                DatabusClient databus =
                        new DatabusClient(Path.of(running.service().address("dmproc-databus")))) {
            databus.send("event 1|a 1 1000;".getBytes(StandardCharsets.US_ASCII));
            RunningService.await("the event", () -> running.read(EngineCounter.QUERY_EVENTS_RECEIVED) == 1);
            assertThat(running.read(EngineCounter.QUERY_EVENTS_REJECTED)).isZero();
        }
    }

    @Test
    void shouldGiveEachSenderItsShareOfNewSeries() throws Exception {
        final String metrics = "gauge 1|a 1 1; gauge 1|b 1 1; gauge 1|c 1 1;";
        try (RunningService running = RunningService.in(folder, "engine.max_new_series = 2")) {
            // the port is another each time, the address is not
            running.sendUdp("gauge 1|a 1 1;");
            running.sendUdp("gauge 1|b 1 1; gauge 1|c 1 1;");
            awaitRejected(running, 1);

            running.sendDatabus(metrics.replace("1|", "2|d"));
            awaitRejected(running, 2);

            sendUdpFrom("127.0.0.2", running, metrics.replace("1|", "2|u"));
            awaitRejected(running, 3);

            final HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port("http") + "/v1/h"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"gauge\",\"value\":1}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("engine.max_new_series allows, 2", "\"cause\":\"new_series\"");
            assertThat(running.service().counters().sum("metrics.rejected")).isEqualTo(4);
            assertThat(running.read(EngineCounter.EMITTED)).isGreaterThanOrEqualTo(6);
        }
    }

    private static void awaitRejected(final RunningService running, final int count) {
        RunningService.await("a refusal", () -> running.read(EngineCounter.REJECTED_NEW_SERIES) == count);
    }

    private static void sendUdpFrom(final String address, final RunningService running, final String text)
            throws IOException {
        final byte[] datagram = text.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            socket.send(new DatagramPacket(
                    datagram, datagram.length, new InetSocketAddress("127.0.0.1", running.port("udp"))));
        }
    }

    @Test
    void shouldOpenOnlyWhatIsEnabled() {
        try (RunningService running =
                RunningService.in(folder, "udp.enabled = false\ncollectd.enabled = false\nhttp.enabled = false")) {
            assertThat(running.service().listeners())
                    .extracting(Listener::name)
                    .doesNotContain("udp", "collectd", "http")
                    .contains("timeline-databus", "dmproc-databus");
        }
    }

    @Test
    void shouldListenWhereItIsTold() {
        final String sockets = "timeline.databus = \"in\"\ndmproc.databus = \"" + folder.resolve("elsewhere")
                + "\"\nleela.run_dir = \"" + folder.resolve("run") + "\"\nudp.address = \"::1\"\n";
        try (RunningService running = RunningService.in(folder, sockets)) {
            assertThat(running.service().address("timeline-databus"))
                    .isEqualTo(folder.resolve("run/in").toString());
            assertThat(running.service().address("dmproc-databus"))
                    .isEqualTo(folder.resolve("elsewhere").toString());
            assertThat(running.service().address("udp")).startsWith("[");
        }
    }

    /** A median of so many values takes 80 kB; one owner may hold half. */
    @Test
    @SuppressWarnings("try")
    void shouldLetQueriesHoldAsMuchAsIsTold() throws Exception {
        try (RunningService running = RunningService.in(folder, "dmproc.max_state = \"1MiB\"");
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parseSelect("SELECT window 10000 (median) FROM ^a;"))) {
            assertThat(query).isNotNull();
            for (int i = 0; i < 10; i++) {
                running.sendDatabus("gauge 2|a" + i + " 1 1000;");
            }
            RunningService.await("what found no room", () -> running.read(EngineCounter.QUERY_SERIES_REFUSED) > 0);
            RunningService.await("what found room", () -> running.read(EngineCounter.QUERY_STATE_BYTES) > 100_000);
        }
    }

    @Test
    void shouldListenAtEachOfSeveralAddresses() {
        final String addresses =
                "collectd.address = [\"127.0.0.1\", \"::1\", \"239.192.74.66\"]\ncollectd.multicast_interface = \"lo\"";
        try (RunningService running = RunningService.in(folder, addresses)) {
            final int port = running.port("collectd");
            assertThat(running.service().listeners())
                    .filteredOn(listener -> listener.name().equals("collectd"))
                    .extracting(Listener::address)
                    .containsExactly("127.0.0.1:" + port, "[0:0:0:0:0:0:0:1]:" + port, "239.192.74.66:" + port);
        }
    }

    @ParameterizedTest
    @CsvSource({"sign, UNSIGNED", "encrypt, UNENCRYPTED"})
    void shouldAskForProtectionWhereTold(final String level, final CollectdCounter refused) throws IOException {
        final Path authFile = Files.writeString(folder.resolve("auth"), "user: password\n");
        final String settings =
                "collectd.security_level = \"" + level + "\"\ncollectd.auth_file = \"" + authFile + "\"";
        try (RunningService running = RunningService.in(folder, settings)) {
            running.sendUdp("collectd", new byte[] {0, 0, 0, 6, 'a', 0});
            RunningService.await(refused.description().label(), () -> running.read(refused) == 1);
        }
    }

    @Test
    void shouldShareOnePortBetweenAsManySocketsAsThreads() throws IOException {
        try (RunningService running = RunningService.in(folder, "udp.threads = 3\ncollectd.threads = 2")) {
            assertThat(RunningService.threads())
                    .contains("leela-udp-0", "leela-udp-1", "leela-udp-2", "leela-collect-1");
            running.sendUdp("gauge 1|a 1 1;");
            RunningService.await("the metric", () -> running.read(EngineCounter.EMITTED) == 1);
        }
    }

    @Test
    void shouldSpinWhereTold() throws IOException {
        for (final String strategy : new String[] {"blocking", "yielding", "spinning"}) {
            try (RunningService running =
                    RunningService.in(folder, "engine.wait_strategy = \"" + strategy + "\"\nengine.ring_size = 2048")) {
                running.sendUdp("gauge 1|a 1 1;");
                RunningService.await("the metric", () -> running.read(EngineCounter.EMITTED) == 1);
            }
        }
    }
}
