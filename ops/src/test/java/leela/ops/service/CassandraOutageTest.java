package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import leela.adapters.cassandra.CassandraServer;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose Cassandra comes late, dies, and comes back. */
@Tag("once")
@Tag("slow")
final class CassandraOutageTest {

    private static final long NOW = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void shouldStartWithoutItsClusterAndLoseNothingWhenThatDies() throws Exception {
        assumeThat(CassandraServer.canRun())
                .as("a JDK 17 for Cassandra is installed")
                .isTrue();
        try (CassandraServer server = CassandraServer.single(folder.resolve("cassandra"));
                RunningService running = RunningService.in(
                        folder, OnCassandra.storage(server, "outage", 1, "\"" + server.contactPoint() + "\""))) {
            running.sendDatabus("gauge 1|a 1 " + NOW + ";");
            RunningService.await(
                    "trouble to be told", () -> readiness(running).contains("entries wait in the journal"));
            assertThat(readiness(running)).contains("\"cassandra\":\"not reached yet\"", "no node can be reached");
            assertThat(get(running, "/v1/past24/a").statusCode()).isEqualTo(503);

            server.start();
            awaitSeries(running, "[[" + NOW + ",1.0]]");
            RunningService.await("readiness", () -> get(running, "/readyz").statusCode() == 200);
            assertThat(readiness(running)).contains("\"cassandra\":\"1 of 1 nodes up\"");

            server.kill();
            running.sendDatabus("gauge 1|a 2 " + (NOW + 1) + "; data 1|d 2|{} " + NOW + ";");
            RunningService.await("the write to fail", () -> running.read(EngineCounter.HISTORY_WRITES_FAILED) > 1);
            RunningService.await("the loss to be told", () -> readiness(running).contains("0 of 1 nodes up"));
            server.start();

            awaitSeries(running, "[[" + NOW + ",1.0],[" + (NOW + 1) + ",2.0]]");
            RunningService.await("the document", () -> running.read(EngineCounter.HISTORY_DOCUMENTS) == 1);
            RunningService.await("the ledger to balance", () -> running.imbalance() == 0);
        }
    }

    private void awaitSeries(final RunningService running, final String series) {
        RunningService.await(
                series,
                () -> get(running, "/v1/past24/a")
                        .body()
                        .equals("{\"status\":200,\"results\":{\"a\":{\"series\":" + series + "}}}"));
    }

    private String readiness(final RunningService running) {
        return get(running, "/readyz").body();
    }

    private HttpResponse<String> get(final RunningService running, final String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port("http") + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (final IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
