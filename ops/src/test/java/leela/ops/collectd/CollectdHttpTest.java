package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.io.http.HttpCounter;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real collectd daemons that post with write_http, one JSON and one PUTVAL lines, beside their own csv files: every
 * series is there under the key that the binary protocol gives it, and all that was posted was taken.
 */
@Tag("once")
final class CollectdHttpTest {

    private static final int KEYS = 10_000;
    private static final String NOTIFICATION = ".load.load.notification";

    @TempDir
    private Path folder;

    @Test
    void shouldGiveWhatIsPostedTheKeysOfTheBinaryProtocol() throws Exception {
        try (RunningService running = RunningService.in(folder, "timeline.clock = \"1ms\"\n")) {
            final CollectdDaemon json;
            final CollectdDaemon lines;
            try (CollectdDaemon first = daemon(running, "json", "JSON");
                    CollectdDaemon second = daemon(running, "lines", "Command")) {
                first.run(3);
                json = first;
                lines = second;
            }
            RunningService.await("the ring to drain", () -> running.service().drain() && running.imbalance() == 0);
            assertThat(running.read(HttpCounter.REFUSED)).isZero();
            assertThat(running.service().counters().sum("metrics.rejected")).isZero();
            assertThat(running.read(CollectdCounter.RECEIVED_HTTP)).isPositive();
            assertThat(json.csv().keySet()).isNotEmpty();
            RunningService.await(
                    "the keys to be listed",
                    () -> !keys(running.service().history(), "lines").isEmpty());
            assertThat(keys(running.service().history(), "json"))
                    .containsAll(json.csv().keySet());
            assertThat(keys(running.service().history(), "lines"))
                    .containsAll(lines.csv().keySet());
            try (History.Documents documents = running.service()
                    .history()
                    .documents(("json" + NOTIFICATION).getBytes(StandardCharsets.UTF_8), 0, Long.MAX_VALUE)) {
                assertThat(documents.next()).isTrue();
                assertThat(new String(documents.json(), StandardCharsets.UTF_8))
                        .contains("\"severity\": 2", "above the warning threshold");
            }
        }
    }

    private CollectdDaemon daemon(final RunningService running, final String host, final String format)
            throws Exception {
        return new CollectdDaemon(
                folder.resolve(host),
                "/collectd/http.conf",
                Map.of(
                        "@HOST@",
                        host,
                        "@PORT@",
                        Integer.toString(running.port("http")),
                        "@FORMAT@",
                        format,
                        "@NOTIFICATIONS@",
                        Boolean.toString(format.equals("JSON"))));
    }

    private static Set<String> keys(final History history, final String host) {
        return history.keys(KeyFilter.ALL, new byte[0], KEYS).keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .filter(key -> key.startsWith(host + "."))
                .collect(Collectors.toSet());
    }
}
