package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.redis.RedisServer;
import leela.engine.notify.shared.SharedCounter;
import leela.ops.admin.AlertsControl;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines at one Redis, which are sent the same. */
@Tag("once")
final class SharedAlertsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldRunAtBothWhatIsWrittenAtOneAndTellOnce() throws Exception {
        assumeThat(RedisServer.isInstalled()).as("redis-server is installed").isTrue();
        try (RedisServer redis = new RedisServer(Files.createDirectory(folder.resolve("redis"))).start();
                HttpReceiver receiver = new HttpReceiver();
                RunningService first = open("first", redis, receiver);
                RunningService second = open("second", redis, receiver)) {
            say(first, "ALERT full WHEN [> 90] FROM ^(.*)\\.df$ BY $1 TO pager;");
            RunningService.await(
                    "the alert at both", () -> say(second, "SHOW ALERTS;").contains(" 1 run."));

            for (final RunningService one : new RunningService[] {second, first}) {
                one.sendUdp("gauge 7|web1.df 95 1795953600.0;");
            }
            final JsonNode told = receiver.next().json();
            assertThat(told.at("/alerts/0/labels/alertname").asText()).isEqualTo("full");
            RunningService.await(
                    "the other one to know",
                    () -> first.read(SharedCounter.OTHERS) + second.read(SharedCounter.OTHERS) > 0);

            say(second, "DROP ALERT full;");
            RunningService.await(
                    "its end at both", () -> say(first, "SHOW ALERTS;").contains(" 0 run."));
            assertThat(receiver.next().json().at("/alerts/0/status").asText()).isEqualTo("resolved");
            RunningService.await(
                    "the other one to know of the end",
                    () -> first.read(SharedCounter.OTHERS) + second.read(SharedCounter.OTHERS) > 1);
            assertThat(receiver.waiting()).isZero();
        }
    }

    private static String say(final RunningService engine, final String statement) {
        return AlertsControl.say(engine.config().leela(), statement, "alice");
    }

    private RunningService open(final String name, final RedisServer redis, final HttpReceiver receiver)
            throws IOException {
        return RunningService.in(
                Files.createDirectory(folder.resolve(name)), """
                storage.backend = "none"
                directory.backend = "redis"
                directory.redis_uri = "%s"
                directory.refresh = "100ms"
                alerts.group_wait = "0s"
                alerts.webhooks.pager.url = "%s"
                """.formatted(redis.uri(), receiver.url()));
    }
}
