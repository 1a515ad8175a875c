package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import leela.adapters.notice.HttpReceiver;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real collectd is killed, as its host would be: people are told once within the time that the alert says and two
 * seconds, that it is back once, and nothing by a restart of the engine in between. What fires never ends by silence.
 */
@Tag("slow")
@Tag("once")
final class KilledHostTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_DATA_S = 10;
    private static final int LATEST_S = NO_DATA_S + 2;
    private static final long ENOUGH_VALUES = 1000;

    /** The last one tells when so much time is over for the engine. */
    private static final String ALERTS = """
            ALERT host_silent WHEN [> inf] FROM ^(.*)\\.load\\.load\\.shortterm$ BY $1 NODATA 10s TO pager;
            ALERT part_silent WHEN [> inf] FROM ^(testhost)\\.(.*)$ BY $1, $2 NODATA 10s TO pager;
            ALERT runs WHEN [> 0] FROM ^(.*)\\.uptime\\.uptime$ BY $1 NODATA 10s TO pager;
            ALERT later WHEN [> inf] FROM ^(.*)\\.later$ BY $1 NODATA 13s TO pager;
            """;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final List<String> told = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private HttpReceiver receiver;
    private String toml;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
        toml = """
                [alerts]
                files = ["%s"]
                group_wait = "0s"
                [alerts.webhooks.pager]
                url = "%s"
                """.formatted(Files.writeString(folder.resolve("host.alerts"), ALERTS), receiver.url());
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void shouldTellOnceThatAHostIsSilentAndOnceThatItIsBackAndNothingByARestart() throws Exception {
        try (RunningService engine = RunningService.in(folder, toml)) {
            final CollectdDaemon host = host(engine);
            assertThat(next(1)).containsExactly("runs testhost firing");
            RunningService.await("all of it", () -> engine.read(CollectdCounter.RECEIVED) > ENOUGH_VALUES);
            final long killedNs = clock.ticksNs();
            host.kill();
            assertThat(next(3))
                    .containsExactlyInAnyOrder(
                            "runs testhost unknown", "host_silent testhost unknown", "part_silent testhost unknown");
            print("killed, and told of after %.2f s with NODATA %d s", (clock.ticksNs() - killedNs) / 1e9, NO_DATA_S);
            for (final int number : numbers.subList(1, 4)) {
                final JsonNode change = change(engine, number);
                final double afterS =
                        change.path("time").asDouble() - change.path("since").asDouble();
                print(
                        "#%d %s: %.2f s without a sample",
                        number, change.path("alert").asText(), afterS);
                assertThat(afterS).isBetween((double) NO_DATA_S, (double) LATEST_S);
            }
        }
        try (RunningService engine = RunningService.in(folder, toml)) {
            assertThat(untilLater(engine, "first")).isEmpty();
            final CollectdDaemon host = host(engine);
            assertThat(next(3))
                    .containsExactlyInAnyOrder(
                            "runs testhost firing", "host_silent testhost ok", "part_silent testhost ok");
            assertThat(untilLater(engine, "second")).isEmpty();
            host.close();
        }
        print("told: %s", told);
        assertThat(told).doesNotContain("runs testhost ok");
    }

    /** What is told until the engine's time has gone on by thirteen seconds. */
    private List<String> untilLater(final RunningService engine, final String name) throws Exception {
        final String key = name + ".later";
        engine.sendUdp("gauge " + key.length() + "|" + key + " 1 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ".0;");
        final List<String> before = new ArrayList<>();
        for (String one = next(1).get(0); !one.equals("later " + name + " unknown"); one = next(1).get(0)) {
            before.add(one);
        }
        return before;
    }

    /** The next changes that are told. */
    private List<String> next(final int count) throws InterruptedException {
        final int begin = told.size();
        while (told.size() < begin + count) {
            RunningService.await("a message", () -> receiver.waiting() > 0);
            for (final JsonNode alert : receiver.next().json().path("alerts")) {
                told.add(alert.at("/labels/alertname").asText() + " "
                        + alert.at("/labels/group").asText() + " "
                        + alert.at("/annotations/state").asText());
                numbers.add(alert.at("/annotations/number").asInt());
            }
        }
        return told.subList(begin, told.size());
    }

    private static JsonNode change(final RunningService engine, final int number) throws IOException {
        final URI address = URI.create("http://127.0.0.1:" + engine.port("http") + "/v1/alerts/" + number);
        try (InputStream answer = address.toURL().openStream()) {
            return JSON.readTree(answer).findPath("told");
        }
    }

    private CollectdDaemon host(final RunningService engine) throws IOException {
        final Path own = Files.createTempDirectory(folder, "host");
        return new CollectdDaemon(
                own,
                "/collectd/client.conf",
                Map.of(
                        "@PORT@",
                        Integer.toString(engine.port("collectd")),
                        "@LEVEL@",
                        "None",
                        "@USER@",
                        "",
                        "@PASSWORD@",
                        "",
                        "@INTERVAL@",
                        "1"));
    }

    private static void print(final String format, final Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }
}
