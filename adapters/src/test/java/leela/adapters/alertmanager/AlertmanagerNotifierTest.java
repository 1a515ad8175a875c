package leela.adapters.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.adapters.notice.PostLoop;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an Alertmanager is sent, by a web server of the test that keeps it. */
final class AlertmanagerNotifierTest {

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final Outcomes outcomes = new Outcomes();
    private final PostLoop posts = Outcomes.posts();
    private HttpReceiver receiver;
    private AlertmanagerNotifier notifier;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
        final NoticeText text = new NoticeText("alerts.text", NoticeText.DEFAULT, "https://leela/{opened}");
        notifier = new AlertmanagerNotifier(
                new AlertmanagerConfig(
                        new HttpTarget(
                                "alerts.alertmanager.main",
                                receiver.url(),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(10)),
                        Duration.ofMinutes(1),
                        60),
                new NoticeJson(text, ""),
                text,
                clock,
                posts);
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void shouldSendAnAlertThatFiresWithAnEndFarAhead() throws InterruptedException {
        send(Outcome.Kind.CONFIRMED, Transitions.firing(7, "web1"));

        assertThat(receiver.next().json())
                .hasToString("[{"
                        + "\"labels\":{\"alertname\":\"disk_full\",\"by_1\":\"web1\",\"by_2\":\"root\","
                        + "\"group\":\"web1.df-root.percent\",\"severity\":\"critical\"},"
                        + "\"annotations\":{\"key\":\"web1.df-root.percent\",\"number\":\"7\",\"state\":\"firing\","
                        + "\"summary\":\"web1: root is 91.5% full\",\"value\":\"91.5\"},"
                        + "\"startsAt\":\"2026-11-29T11:57:00Z\",\"endsAt\":\"2026-11-30T12:00:00Z\","
                        + "\"generatorURL\":\"https://leela/7\"}]");
    }

    @Test
    void shouldEndAnAlertUnderTheSameLabels() throws InterruptedException {
        send(Outcome.Kind.CONFIRMED, Transitions.firing(7, "web1"));
        send(Outcome.Kind.CONFIRMED, Transitions.resolved(9, 7, "web1"));

        final JsonNode began = receiver.next().json().path(0);
        final JsonNode ended = receiver.next().json().path(0);
        assertThat(ended.path("labels")).isEqualTo(began.path("labels"));
        assertThat(ended.path("endsAt").asText()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(ended.has("startsAt")).isFalse();
    }

    @Test
    void shouldSendAgainWhatStandsAndNothingElse() throws InterruptedException {
        send(Outcome.Kind.CONFIRMED, Transitions.firing(1, "web1"), Transitions.firing(2, "web2"));
        send(Outcome.Kind.CONFIRMED, Transitions.resolved(3, 1, "web1"));
        receiver.willAnswer(503);
        send(Outcome.Kind.RETRY, Transitions.firing(4, "web3"));
        for (int i = 0; i < 3; i++) {
            receiver.next();
        }

        clock.advanceNs(60_000_000_000L);
        notifier.resend();
        final JsonNode again = receiver.next().json();
        assertThat(again).hasSize(1);
        assertThat(again.at("/0/labels/by_1").asText()).isEqualTo("web2");
        assertThat(again.at("/0/startsAt").asText()).isEqualTo("2026-11-29T11:57:00Z");
        assertThat(again.at("/0/endsAt").asText()).isEqualTo("2026-11-30T12:01:00Z");
    }

    @Test
    void shouldSendAgainWhatStoodBeforeARestart() throws InterruptedException {
        notifier.standing(List.of(
                Transitions.firing(1, "web1"), Transitions.firing(2, "web2"), Transitions.resolved(3, 1, "web1")));

        notifier.resend();
        final JsonNode again = receiver.next().json();
        assertThat(again).hasSize(1);
        assertThat(again.at("/0/labels/by_1").asText()).isEqualTo("web2");
    }

    private void send(final Outcome.Kind expected, final Transition... transitions) throws InterruptedException {
        notifier.trySend("main", new Notice("id", "main", List.of(transitions), 0, 0), outcomes);
        assertThat(outcomes.next().kind()).isEqualTo(expected);
    }
}
