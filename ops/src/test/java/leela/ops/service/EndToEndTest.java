package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.input.text.TextCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a socket to history and back out, through the whole service. */
class EndToEndTest {

    private static final long NOW = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    /** Storage's part of the configuration: the embedded store's by default. */
    String storage() {
        return "";
    }

    /** As {@link #storage}, for an engine that folds keys. */
    String folding() {
        return storage();
    }

    private RunningService run(final String toml) {
        return RunningService.in(folder, storage() + toml);
    }

    @Test
    void shouldShowOverHttpWhatCameOverUdp() throws IOException {
        try (RunningService running = run("")) {
            running.sendUdp("gauge 9|Web-1/cpu 1.5 " + NOW + ".25; gauge 9|Web-1/cpu 2.5 " + (NOW + 1) + ";");

            awaitBody(
                    running,
                    "/v1/past24/Web-1%2Fcpu",
                    "{\"status\":200,\"results\":{\"Web-1/cpu\":{\"series\":[[" + NOW + ",1.5],[" + (NOW + 1)
                            + ",2.5]]}}}");
            awaitBody(running, "/v1/keys?glob=Web-*", "{\"status\":200,\"results\":{\"keys\":[\"Web-1/cpu\"]}}");
        }
    }

    @Test
    void shouldFoldKeysWhereAskedTo() throws IOException {
        try (RunningService running = RunningService.in(folder, folding() + "storage.fold_case = true\n")) {
            running.sendUdp("gauge 9|Web-1/cpu 1.5 " + NOW + "; gauge 9|web-1/CPU 2.5 " + (NOW + 1) + ";");

            awaitBody(
                    running,
                    "/v1/past24/WEB-1%2Fcpu",
                    "{\"status\":200,\"results\":{\"WEB-1/cpu\":{\"series\":[[" + NOW + ",1.5],[" + (NOW + 1)
                            + ",2.5]]}}}");
            awaitBody(running, "/v1/keys?glob=WEB-*", "{\"status\":200,\"results\":{\"keys\":[\"web-1/cpu\"]}}");
        }
    }

    @Test
    void shouldKeepWhatIsDeletedAwayOverARestart() throws Exception {
        try (RunningService running = run("")) {
            running.sendUdp(
                    "gauge 5|gone1 1.5 " + NOW + "; gauge 5|gone1 2.5 " + (NOW + 1) + "; gauge 5|Gone2 3 " + NOW + ";");
            awaitBody(
                    running,
                    "/v1/keys?glob=?one*&limit=1",
                    "{\"status\":200,\"results\":{\"keys\":[\"Gone2\"]," + "\"next\":\"Gone2\"}}");
            assertThat(delete(running, "/v1/GONE1?start=" + (NOW + 1) + "&finish=" + (NOW + 9)))
                    .isEqualTo("{\"status\":200,\"results\":{\"deleted\":{\"points\":1}}}");
            assertThat(delete(running, "/v1/keys?glob=Gone*"))
                    .isEqualTo("{\"status\":200,\"results\":{\"deleted\":{\"keys\":1}}}");
        }
        try (RunningService running = run("")) {
            awaitBody(
                    running,
                    "/v1/past24/gone1",
                    "{\"status\":200,\"results\":{\"gone1\":{\"series\":[[" + NOW + ",1.5]]}}}");
            awaitBody(running, "/v1/keys?glob=?one*", "{\"status\":200,\"results\":{\"keys\":[\"gone1\"]}}");
        }
    }

    private String delete(final RunningService running, final String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(uri(running, path)).DELETE().build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldKeepHistoryOverARestart() throws Exception {
        try (RunningService running = run("")) {
            final HttpResponse<String> posted = http.send(
                    HttpRequest.newBuilder(uri(running, "/v1/a.b"))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"type\":\"gauge\",\"value\":7,\"timestamp\":" + NOW + "}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(posted.statusCode()).isEqualTo(201);
        }
        try (RunningService again = run("")) {
            awaitBody(
                    again, "/v1/past24/a.b", "{\"status\":200,\"results\":{\"a.b\":{\"series\":[[" + NOW + ",7.0]]}}}");
        }
    }

    @Test
    void shouldKeepTwoNotificationsOfOneSecond() throws Exception {
        final String read = "{\"status\":200,\"results\":{\"h.load.load.notification\":{\"series\":[";
        try (RunningService running = run("")) {
            for (final String message : List.of("high", "low", "high")) {
                final HttpResponse<String> posted = http.send(
                        HttpRequest.newBuilder(uri(running, "/v1/collectd"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        """
                                        [{"labels":{"alertname":"collectd_load","instance":"h","severity":"WARNING"},
                                        "annotations":{"summary":"Host h, plugin load type load: %s"},
                                        "startsAt":"%s"}]""".formatted(message, Instant.ofEpochSecond(NOW))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(posted.statusCode()).as(posted.body()).isEqualTo(204);
            }
        }
        try (RunningService again = run("")) {
            assertThat(get(again, "/v1/data/h.load.load.notification?start=" + NOW + "&finish=" + NOW)
                            .body())
                    .startsWith(read + "[" + NOW + ",{")
                    .containsOnlyOnce("high")
                    .containsOnlyOnce("low");
        }
    }

    @Test
    void shouldBalanceWhatWasEmittedWithWhatIsStored() throws IOException {
        try (RunningService running = run("")) {
            for (int i = 0; i < 500; i++) {
                running.sendDatabus("gauge 1|a " + i + " " + (NOW - i) + "; derive 1|b 1 " + NOW + ";");
            }
            RunningService.await(
                    "the ledger to balance",
                    () -> running.read(TextCounter.RECEIVED_DATABUS) == 1000 && running.imbalance() == 0);
            RunningService.await(
                    "storage to have all", () -> storedOrWaiting(running) == running.read(EngineCounter.EMITTED));
        }
    }

    @Test
    void shouldBeReadyAndShowItsCounters() throws Exception {
        try (RunningService running = run("")) {
            assertThat(get(running, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(running, "/readyz").body())
                    .contains(
                            "timeline-databus", "storage", "writing", "listening on 127.0.0.1:" + running.port("udp"));
            assertThat(get(running, "/metrics").body())
                    .contains("metrics_received")
                    .containsPattern("(?m)^leela_data_dir_free_bytes [1-9]")
                    .containsPattern("(?m)^leela_data_dir_size_bytes [1-9]");
            assertThat(get(running, "/v1/version").body()).contains(Version.current());
        }
    }

    private static long storedOrWaiting(final RunningService running) {
        return running.service().counters().sum("journal.entries.stored")
                + running.service().counters().sum("journal.entries.waiting")
                + running.service().counters().sum("journal.entries.discarded");
    }

    private void awaitBody(final RunningService running, final String path, final String body) {
        final AtomicReference<String> last = new AtomicReference<>();
        try {
            RunningService.await(path, () -> {
                last.set(get(running, path).body());
                return last.get().equals(body);
            });
        } catch (final AssertionError late) {
            assertThat(last.get()).isEqualTo(body);
            throw late;
        }
    }

    private HttpResponse<String> get(final RunningService running, final String path) {
        try {
            return http.send(HttpRequest.newBuilder(uri(running, path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static URI uri(final RunningService running, final String path) {
        return URI.create("http://127.0.0.1:" + running.port("http") + path);
    }
}
