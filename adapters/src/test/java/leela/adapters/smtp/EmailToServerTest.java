package leela.adapters.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail through a real mail server, and read back from there. */
@Tag("slow")
@Tag("once")
final class EmailToServerTest {

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    @TempDir
    private Path secrets;

    private final Outcomes outcomes = new Outcomes();
    private EximServer server;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        assumeTrue(EximServer.isInstalled(), "no exim4");
        server = new EximServer(folder).start();
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldBeReadBackAsItWasSent() throws Exception {
        send(EmailConfig.Security.STARTTLS, true, "secret", "oncall@example.org", "boss@example.org");
        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);

        final String mail = mailFor("oncall@example.org");
        assertThat(mail)
                .contains(" with esmtpsa ") // encrypted, and logged in
                .contains("\nFrom: leela@example.org\n")
                .contains("\nTo: oncall@example.org, boss@example.org\n")
                .contains("\nSubject: [firing] disk_full web1.df-root.percent\n")
                .contains("\nMessage-ID: <node.oncall.7@leela>\n")
                .contains("\nAuto-Submitted: auto-generated\n")
                .contains("\n\n#7 disk_full is firing: web1: root is 91.5% full\n");
        assertThat(mailFor("boss@example.org")).contains("web1: root is 91.5% full");
    }

    @Test
    void shouldTakeTheServersWord() throws Exception {
        send(EmailConfig.Security.STARTTLS, true, "secret", "nobody@example.org");
        final Outcome refused = outcomes.next();
        assertThat(refused.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(refused.reason()).contains("no such user");

        send(EmailConfig.Security.NONE, false, "", "later@example.org");
        final Outcome putOff = outcomes.next();
        assertThat(putOff.kind()).isEqualTo(Outcome.Kind.RETRY);
        assertThat(putOff.reason()).contains("come again");

        send(EmailConfig.Security.STARTTLS, true, "wrong", "oncall@example.org");
        final Outcome stranger = outcomes.next();
        assertThat(stranger.kind()).isEqualTo(Outcome.Kind.RETRY);
        assertThat(stranger.reason()).contains("refuses leela or its password").doesNotContain("wrong");
        assertThat(server.mailbox()).doesNotExist();
    }

    @Test
    void shouldNotTrustACertificateThatNobodyNamed() throws Exception {
        send(EmailConfig.Security.STARTTLS, false, "secret", "oncall@example.org");

        assertThat(outcomes.next().kind()).isEqualTo(Outcome.Kind.RETRY);
        assertThat(server.mailbox()).doesNotExist();
    }

    private void send(
            final EmailConfig.Security security, final boolean isPinned, final String password, final String... to)
            throws IOException {
        final Path file = Files.writeString(secrets.resolve("password"), password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        final EmailConfig config = new EmailConfig(
                "alerts.email.oncall",
                "127.0.0.1",
                server.port(),
                security,
                isPinned ? Optional.of(server.certificate()) : Optional.empty(),
                password.isEmpty() ? "" : "leela",
                password.isEmpty() ? Optional.empty() : Optional.of(file),
                "leela@example.org",
                List.of(to),
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
                .trySend(
                        "oncall",
                        new Notice("node/oncall/7", "oncall", List.of(Transitions.firing(7, "web1")), 0, 0),
                        outcomes);
    }

    /** The server puts it there when it has said that it has it. */
    private String mailFor(final String to) throws IOException {
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (true) {
            final String all = Files.exists(server.mailbox()) ? Files.readString(server.mailbox()) : "";
            final int begin = all.indexOf("\nEnvelope-to: " + to + "\n");
            final int end = all.indexOf("\n\n#7 ", begin);
            if (begin >= 0 && end >= 0 && all.indexOf('\n', end + 2) > 0) {
                return all.substring(begin, all.indexOf('\n', end + 2) + 1);
            }
            assertThat(System.nanoTime()).as("no mail for %s", to).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
