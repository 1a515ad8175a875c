package leela.adapters.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.adapters.notice.PostLoop;
import leela.adapters.webhook.WebhookConfig;
import leela.adapters.webhook.WebhookNotifier;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's Alertmanager and the engine tell the same web server of the same alert: what both post has the same fields
 * with the same values.
 */
@Tag("slow")
@Tag("once")
final class RealAlertmanagerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final long nowNs = clock.timeNs() / Clock.NANOS_PER_SECOND * Clock.NANOS_PER_SECOND;
    private final Outcomes outcomes = new Outcomes();
    private final NoticeText text = new NoticeText("alerts.text", NoticeText.DEFAULT, "https://leela/{opened}");
    private final PostLoop posts = Outcomes.posts();
    private HttpReceiver receiver;
    private AlertmanagerServer server;
    private AlertmanagerNotifier notifier;
    private WebhookNotifier webhook;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(AlertmanagerServer.isInstalled(), "no prometheus-alertmanager");
        receiver = new HttpReceiver();
        server = new AlertmanagerServer(folder, receiver.url()).start();
        notifier = new AlertmanagerNotifier(
                new AlertmanagerConfig(
                        new HttpTarget("a", server.url(), Optional.empty(), Optional.empty(), TIMEOUT),
                        Duration.ofMinutes(1),
                        60),
                new NoticeJson(text, ""),
                text,
                clock,
                posts);
        webhook = new WebhookNotifier(
                new WebhookConfig(
                        new HttpTarget("w", receiver.url(), Optional.empty(), Optional.empty(), TIMEOUT),
                        Optional.empty(),
                        InDoubt.SHOW,
                        60),
                new NoticeJson(text, ""),
                posts);
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
            receiver.close();
        }
    }

    @Test
    void shouldShowTheAlertAndThenItsEndAndPostAsTheEngineDoes() throws InterruptedException {
        final Transition firing = Transitions.at(nowNs, Transitions.firing(7, "web1"));
        tell(firing);
        assertThat(server.alerts()).hasSize(1);
        assertThat(server.alerts().at("/0/status/state").asText()).isEqualTo("active");
        assertThat(server.alerts().at("/0/labels/alertname").asText()).isEqualTo("disk_full");
        assertBothPost(firing);

        final Transition resolved =
                Transitions.at(clock.timeNs() / 1_000_000 * 1_000_000, Transitions.resolved(9, 7, "web1"));
        tell(resolved);
        assertBothPost(resolved);
        assertThat(server.alerts()).isEmpty();
    }

    @Test
    void shouldKnowWhatStandsAgainAfterItWasKilledAndHasForgotten() throws IOException, InterruptedException {
        tell(Transitions.at(nowNs, Transitions.firing(7, "web1")));
        assertThat(receiver.next().json().path("status").asText()).isEqualTo("firing");
        server.kill();
        server.forget();
        server.start();
        assertThat(server.alerts()).isEmpty();

        notifier.resend();
        assertThat(receiver.next().json().path("status").asText()).isEqualTo("firing");
        assertThat(server.alerts()).hasSize(1);
    }

    private void tell(final Transition transition) throws InterruptedException {
        notifier.trySend("main", notice(transition), outcomes);
        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
    }

    private void assertBothPost(final Transition transition) throws InterruptedException {
        final JsonNode theirs = receiver.next().json();
        webhook.trySend("pager", notice(transition), outcomes);
        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
        final JsonNode ours = receiver.next().json();
        // where each is at home
        ((ObjectNode) theirs).put("externalURL", "");
        assertThat(((ObjectNode) ours).remove("event").asText())
                .as("what is not theirs")
                .isEqualTo("change");
        assertThat(ours.toPrettyString()).isEqualTo(theirs.toPrettyString());
    }

    private static Notice notice(final Transition transition) {
        return new Notice("id", "pager", List.of(transition), 0, 0);
    }
}
