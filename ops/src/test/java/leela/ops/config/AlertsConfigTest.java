package leela.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.adapters.alertmanager.AlertmanagerConfig;
import leela.adapters.exec.ExecConfig;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.InDoubt;
import leela.adapters.smtp.EmailConfig;
import leela.adapters.webhook.WebhookConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section [alerts] and the tables of its recipients. */
final class AlertsConfigTest {

    @Test
    void shouldReadEveryKeyOfEveryKind() {
        final AlertsConfig config = parse("""
                [alerts]
                group_wait = "5s"
                max_waiting = 10
                text = "{state} {note}"
                link = "https://leela.example.org/{opened}"
                [alerts.webhooks.pager]
                url = "https://pager.example.org/hook"
                secret_file = "/s"
                token_file = "/t"
                certificate = "/c"
                timeout = "3s"
                in_doubt = "repeat"
                messages_per_minute = 7
                [alerts.alertmanager.main]
                url = "http://127.0.0.1:9093"
                resend = "30s"
                [alerts.email.oncall]
                server = "mail"
                port = 587
                security = "tls"
                certificate = "/c"
                user = "leela"
                password_file = "/p"
                from = "leela@example.org"
                to = ["a@example.org", "b@example.org"]
                subject = "{alert}"
                [alerts.exec.siren]
                command = ["/bin/siren", "--loud"]
                """);

        assertThat(config.groupWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxWaiting()).isEqualTo(10);
        assertThat(config.webhooks())
                .containsOnlyKeys("pager")
                .containsValue(new WebhookConfig(
                        new HttpTarget(
                                "alerts.webhooks.pager",
                                URI.create("https://pager.example.org/hook"),
                                Optional.of(Path.of("/t")),
                                Optional.of(Path.of("/c")),
                                Duration.ofSeconds(3)),
                        Optional.of(Path.of("/s")),
                        InDoubt.REPEAT,
                        7));
        assertThat(config.alertmanagers())
                .containsOnlyKeys("main")
                .containsValue(new AlertmanagerConfig(
                        new HttpTarget(
                                "alerts.alertmanager.main",
                                URI.create("http://127.0.0.1:9093/api/v2/alerts"),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(10)),
                        Duration.ofSeconds(30),
                        60));
        assertThat(config.emails())
                .containsOnlyKeys("oncall")
                .containsValue(new EmailConfig(
                        "alerts.email.oncall",
                        "mail",
                        587,
                        EmailConfig.Security.TLS,
                        Optional.of(Path.of("/c")),
                        "leela",
                        Optional.of(Path.of("/p")),
                        "leela@example.org",
                        List.of("a@example.org", "b@example.org"),
                        "{alert}",
                        Duration.ofSeconds(30),
                        InDoubt.SHOW,
                        60));
        assertThat(config.programs())
                .containsOnlyKeys("siren")
                .containsValue(new ExecConfig(
                        "alerts.exec.siren",
                        List.of("/bin/siren", "--loud"),
                        Duration.ofSeconds(10),
                        InDoubt.SHOW,
                        60));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alerts.text = \"{nmae}\" | alerts.text: {nmae} (expected: {number}",
                "alerts.group_wait = \"2h\" | alerts.group_wait: 2h (expected: at most 1h)",
                "alerts.max_waiting = 0 | alerts.max_waiting: 0 (expected: 1-1000000)",
                "alerts.webhooks = 1 | alerts.webhooks: 1 (expected: tables, each [alerts.webhooks.NAME])",
                "alerts.webhooks.\"a b\".url = \"x\" | alerts.webhooks.a b: (expected: a name of letters",
                "alerts.webhooks.a = {} | alerts.webhooks.a.url: \"\" (expected: http://HOST/PATH",
                "alerts.webhooks.a = {url = \"http://h\", urls = 1} | alerts.webhooks.a.urls: unknown key",
                "alerts.webhooks.a = {url = \"http://h\", messages_per_minute = 0} | alerts.webhooks.a.messages",
                "alerts.alertmanager.a = {url = \"http://h\", resend = \"1ms\"} | alerts.alertmanager.a.resend: ",
                "alerts.email.a = {from = \"a@b\"} | alerts.email.a.to: [] (expected: at least one address)",
                "alerts.email.a = {from = \"a@b\", to = \"x\"} | alerts.email.a.to: \"x\" (expected: NAME@DOMAIN)",
                "alerts.email.a = {from = \"a@b\", to = \"a@b\", user = \"u\"} | alerts.email.a.password_file: ",
                "alerts.email.a = {from = \"a@b\", to = \"a@b\", subject = \"{x}\"} | alerts.email.a.subject: {x}",
                "alerts.exec.a = {command = [\"siren\"]} | alerts.exec.a.command: [siren] (expected: a list",
            })
    void shouldNameWhatIsWrong(final String line, final String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("leela.toml:")
                .hasMessageContaining(": " + message);
    }

    @Test
    void shouldSendNoPasswordInTheClear() {
        assertThatThrownBy(() -> parse("alerts.email.a = {from = \"a@b\", to = \"a@b\", user = \"u\", "
                        + "password_file = \"/p\", security = \"none\"}"))
                .hasMessageContaining("alerts.email.a.security: \"none\" (expected: starttls or tls");
    }

    @Test
    void shouldLetEachNameMeanOneRecipient() {
        assertThatThrownBy(() -> parse("""
                [alerts.webhooks.ops]
                url = "http://h/"
                [alerts.exec.ops]
                command = ["/bin/true"]
                """)).hasMessageContaining("ops: (expected: another name, since alerts.");
    }

    private static AlertsConfig parse(final String text) {
        return ConfigFile.parse("leela.toml", text).config().alerts();
    }
}
