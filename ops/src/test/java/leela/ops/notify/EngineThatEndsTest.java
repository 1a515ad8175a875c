package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.redis.RedisServer;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines at one Redis, one of which is killed before it has told. Its lease takes 15 s to end. */
@Tag("once")
@Tag("slow")
final class EngineThatEndsTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir
    private Path folder;

    @Test
    void shouldTellInItsPlaceOnceAndNotAgainWhenItIsBack() throws Exception {
        assumeThat(RedisServer.isInstalled()).as("redis-server is installed").isTrue();
        try (RedisServer redis = new RedisServer(Files.createDirectory(folder.resolve("redis"))).start();
                HttpReceiver receiver = new HttpReceiver();
                EngineProcess second = new EngineProcess(folder.resolve("second"), toml(redis, receiver.url()))) {
            try (EngineProcess first = new EngineProcess(folder.resolve("first"), toml(redis, NOWHERE))) {
                first.sendUdp("gauge 7|web1.df 95 1795953600.0;");
                RunningService.await(
                        "its claim", () -> metrics(first).contains("leela_notify_transitions_accepted_total 1\n"));
                second.sendUdp("gauge 7|web1.df 95 1795953600.0;");
                RunningService.await(
                        "the other's", () -> metrics(second).contains("leela_notify_claims_others_total 1\n"));
                assertThat(receiver.waiting()).isZero();
                first.kill();
            }
            RunningService.await("what it left", () -> receiver.waiting() > 0);
            final JsonNode told = receiver.next().json();
            assertThat(told.path("status").asText()).isEqualTo("firing");

            try (EngineProcess first = new EngineProcess(folder.resolve("first"), toml(redis, receiver.url()))) {
                first.sendUdp("gauge 7|web1.df 5 1795953610.0;");
                assertThat(receiver.next().json().path("status").asText()).isEqualTo("resolved");
                second.sendUdp("gauge 7|web1.df 5 1795953610.0;");
                RunningService.await(
                        "the other's", () -> metrics(second).contains("leela_notify_claims_others_total 2\n"));
                assertThat(receiver.waiting()).isZero();
            }
        }
    }

    private static String metrics(final EngineProcess engine) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.httpPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private String toml(final RedisServer redis, final URI url) throws IOException {
        final Path alerts = Files.writeString(
                folder.resolve("full.alerts"), "ALERT full WHEN [> 90] FROM ^(.*)\\.df$ BY $1 TO pager;\n");
        return """
                storage.backend = "none"
                directory.backend = "redis"
                directory.redis_uri = "%s"
                directory.refresh = "1s"
                alerts.files = ["%s"]
                alerts.group_wait = "0s"
                alerts.webhooks.pager.url = "%s"
                """.formatted(redis.uri(), alerts, url);
    }
}
