package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import leela.adapters.notice.HttpReceiver;
import leela.engine.alert.registry.Acknowledgement;
import leela.engine.counters.Counters;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.SystemClock;
import leela.ops.config.ConfigFile;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of alerts as the configuration has them brought away, with a web server of the test. */
final class AlertMessagesTest {

    @TempDir
    private Path folder;

    private final StringBuffer said = new StringBuffer();
    private final Notifier<String> texts = new Notifier<>() {
        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean trySend(final String to, final String body, final Consumer<Outcome> onOutcome) {
            said.append(to).append(": ").append(body);
            onOutcome.accept(Outcome.CONFIRMED);
            return true;
        }
    };

    private HttpReceiver receiver;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void shouldTellEachRecipientByItsWayAndNotAgainAfterARestart() throws InterruptedException {
        try (AlertMessages messages = open(true)) {
            messages.start();
            messages.onTransition(Transitions.firing(1, "web1", "pager", "ops@conference.example.org"));
            assertThat(receiver.next().json().path("receiver").asText()).isEqualTo("pager");
            RunningService.await(
                    "both outcomes", () -> messages.figures().stream().allMatch(one -> one.confirmed() == 1));
            assertThat(messages.parts())
                    .extracting(part -> part.name() + " " + part.isReady())
                    .containsExactly("alerts to pager true", "alerts to ops@conference.example.org true");
        }
        try (AlertMessages messages = open(true)) {
            messages.start();
            messages.onTransition(Transitions.firing(1, "web1", "pager", "ops@conference.example.org"));
            messages.onTransition(Transitions.firing(2, "web2", "pager"));
            assertThat(receiver.next().json().at("/alerts/0/annotations/number").asText())
                    .isEqualTo("2");
        }
        assertThat(said.toString())
                .startsWith("ops@conference.example.org: ")
                .endsWith("#1 disk_full is firing: web1: root is 91.5% full");
    }

    @Test
    void shouldLetTheOthersKnowThatSomebodyHasSeenIt() throws InterruptedException {
        try (AlertMessages messages = open(true)) {
            messages.start();
            messages.onSeen(
                    Transitions.firing(1, "web1", "pager", "ops@conference.example.org"),
                    new Acknowledgement(1, "ops@conference.example.org", "I look", 5));
            final var message = receiver.next().json();
            assertThat(message.at("/alerts/0/annotations/summary").asText())
                    .isEqualTo("seen by ops@conference.example.org: I look");
            assertThat(message.path("event").asText()).isEqualTo("ack");
        }
        assertThat(said).isEmpty();
    }

    @Test
    void shouldTryARecipientOutAsItIsAsked() throws InterruptedException {
        try (AlertMessages messages = open(false)) {
            messages.start();
            messages.tryOut("pager", true, outcome -> {});
            assertThat(receiver.next().json().path("status").asText()).isEqualTo("firing");
            messages.tryOut("pager", false, outcome -> {});
            assertThat(receiver.next().json().path("status").asText()).isEqualTo("resolved");
        }
    }

    @Test
    void shouldTellWhyARecipientIsNotTold() throws InterruptedException {
        receiver.willAnswer(503);
        try (AlertMessages messages = open(true)) {
            messages.start();
            messages.onTransition(Transitions.firing(1, "web1", "pager"));
            receiver.next();
            RunningService.await("the outcome", () -> messages.parts().stream().anyMatch(part -> !part.isReady()));
            assertThat(messages.parts().get(0).state())
                    .startsWith("not told since ")
                    .endsWith(": the answer is 503");
        }
    }

    @Test
    void shouldSayAfterARestartWhatWasDiscardedAndTellTheRecipientHowMuch() throws InterruptedException {
        final String few = "[alerts]\nmax_waiting = 1\ngroup_wait = \"0s\"\n";
        receiver.willAnswer(503);
        try (AlertMessages messages = open(few)) {
            messages.start();
            messages.onTransition(Transitions.firing(1, "web1", "pager"));
            receiver.next();
            messages.onTransition(Transitions.firing(2, "web2", "pager"));
            messages.onTransition(Transitions.firing(3, "web3", "pager"));
            RunningService.await("too many", () -> !messages.discarded().isEmpty());
        }
        receiver.willAnswer(200);
        try (AlertMessages messages = open(few)) {
            assertThat(messages.parts().get(0).state())
                    .endsWith("; 1 discarded within a day: leela notify shows which");
            assertThat(messages.discarded().get("pager")).containsExactly(2);
            assertThat(messages.fate(2, "pager")).contains(": too many waited.");
            messages.start();
            assertThat(receiver.next().json().path("truncatedAlerts").asInt()).isEqualTo(1);
        }
    }

    @Test
    void shouldBeReadyAgainWhenARecipientHasTakenATry() throws InterruptedException {
        receiver.willAnswer(404);
        try (AlertMessages messages = open(true)) {
            messages.start();
            messages.onTransition(Transitions.firing(1, "web1", "pager"));
            RunningService.await("the refusal", () -> messages.parts().stream().anyMatch(part -> !part.isReady()));
            receiver.willAnswer(200);
            messages.tryOut("pager", false, outcome -> {});
            RunningService.await("the state", () -> messages.parts().stream().allMatch(part -> part.isReady()));
            assertThat(messages.fate(1, "pager"))
                    .startsWith("pager was not told, at ")
                    .contains(": the answer is 404. While it stands it is tried again in 1 min");
        }
    }

    @Test
    void shouldSayWhoCannotBeTold() {
        try (AlertMessages messages = open(false)) {
            assertThat(messages.recipients().fault("pager")).isEmpty();
            assertThat(messages.recipients().fault("pagr"))
                    .contains("no recipient is called pagr (did you mean pager?)");
            assertThat(messages.recipients().fault("nobody")).contains("no recipient is called nobody (known: pager)");
            assertThat(messages.recipients().fault("a@b"))
                    .contains("a@b is told by chat, which is not enabled (xmpp.enabled)");
        }
    }

    @Test
    void shouldNameEveryFileAndProgramThatIsNotThere() {
        final String text = """
                [alerts.webhooks.pager]
                url = "http://127.0.0.1/"
                secret_file = "/nowhere/secret"
                [alerts.exec.siren]
                command = ["/nowhere/siren"]
                """;
        assertThatThrownBy(() -> new ConfiguredRecipients(
                        ConfigFile.parse("leela.toml", text).config(),
                        Optional.empty(),
                        new SystemClock(),
                        Counters.inMemory(),
                        fault -> {}))
                .hasMessage("""
                        alerts.webhooks.pager.secret_file: /nowhere/secret cannot be read (no such file)
                        alerts.exec.siren.command: /nowhere/siren is no program that can be run""");
    }

    private AlertMessages open(final boolean hasChat) {
        return open(hasChat, "");
    }

    private AlertMessages open(final String section) {
        return open(false, section);
    }

    private AlertMessages open(final boolean hasChat, final String section) {
        return new AlertMessages(
                ConfigFile.parse("leela.toml", section + "[alerts.webhooks.pager]\nurl = \"" + receiver.url() + "\"\n")
                        .config(),
                folder,
                hasChat ? Optional.of(texts) : Optional.empty(),
                new SystemClock(),
                Counters.inMemory(),
                fault -> {
                    throw new AssertionError(fault);
                });
    }
}
