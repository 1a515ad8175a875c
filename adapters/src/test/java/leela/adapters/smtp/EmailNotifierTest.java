package leela.adapters.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a mail at each answer of a server that the test plays. */
final class EmailNotifierTest {

    private final Outcomes outcomes = new Outcomes();

    @ParameterizedTest
    @CsvSource({
        "none, 250 ok, CONFIRMED, ''",
        "HELO, 554 go away, RETRY, no connection",
        "HELO, '', RETRY, no connection",
        "MAIL, 451 later, RETRY, later",
        "MAIL, 550 not you, REFUSED, not you",
        "RCPT, 450 busy, RETRY, busy",
        "RCPT, 550 no such user, REFUSED, no such user",
        "DATA, 452 full, RETRY, full",
        "DATA, 554 no, REFUSED, no",
        "., 451 try again, RETRY, try again",
        "., 554 spam, REFUSED, spam",
        "., '', UNCONFIRMED, the connection broke before the server's word"
    })
    void shouldTakeTheServersWord(
            final String command, final String answer, final Outcome.Kind expected, final String reason)
            throws IOException, InterruptedException {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(command, answer))) {
            send(server.port(), EmailConfig.Security.NONE, Transitions.firing(7, "web1"));

            final Outcome outcome = outcomes.next();
            assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(expected);
            assertThat(outcome.reason()).contains(reason);
        }
    }

    @Test
    void shouldSendNothingInTheClearWhereItShouldBeEncrypted() throws IOException, InterruptedException {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
            send(server.port(), EmailConfig.Security.STARTTLS, Transitions.firing(7, "web1"));

            assertThat(outcomes.next().kind()).isEqualTo(Outcome.Kind.RETRY);
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void shouldTellOfSeveralInOneMailWithOneLineOfASubject() throws IOException, InterruptedException {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
            send(
                    server.port(),
                    EmailConfig.Security.NONE,
                    Transitions.firing(7, "web1\r\nBcc: all@example.org"),
                    Transitions.firing(8, "web2"));

            assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
            final String mail = server.mails.take();
            final String head = mail.substring(0, mail.indexOf("\n\n")).replace("\n more", " more");
            assertThat(head)
                    .contains("Bcc: all@example.org.df-root.percent and 1 more")
                    .doesNotContain("\nBcc:")
                    .contains("\nMessage-ID: <node.oncall.7@leela>\n");
            assertThat(mail).contains("2 alerts changed:").contains("#8 disk_full is firing: web2: root is 91.5% full");
        }
    }

    private void send(final int port, final EmailConfig.Security security, final Transition... transitions) {
        final EmailConfig config = new EmailConfig(
                "alerts.email.oncall",
                "127.0.0.1",
                port,
                security,
                Optional.empty(),
                "",
                Optional.empty(),
                "leela@example.org",
                List.of("oncall@example.org"),
                "[{state}] {alert} {group}",
                Duration.ofSeconds(20),
                InDoubt.SHOW,
                60);
        new EmailNotifier(
                        config,
                        new NoticeText("alerts.text", NoticeText.DEFAULT, ""),
                        "",
                        new SystemClock(),
                        Outcomes.threads())
                .trySend("oncall", new Notice("node/oncall/7", "oncall", List.of(transitions), 0, 0), outcomes);
    }
}
