package leela.ops.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import leela.adapters.alertmanager.AlertmanagerConfig;
import leela.adapters.exec.ExecConfig;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.InDoubt;
import leela.adapters.smtp.EmailConfig;
import leela.adapters.webhook.WebhookConfig;

/**
 * Reads [alerts] and the tables of its recipients.
 * Thread: one.
 * Errors: {@link IllegalArgumentException} that begins with a key.
 */
final class AlertsSection {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAIL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RESEND = Duration.ofMinutes(1);
    private static final int MESSAGES_PER_MINUTE = 60;
    private static final int MOST_MESSAGES = 1_000_000;
    private static final int SMTP_PORT = 25;
    private static final String SUBJECT = "[{state}] {alert} {group}";

    /** What is judged once all keys of a table were asked for. */
    private record Web(URI url, Optional<Path> tokenFile, Optional<Path> certificate, Duration timeout) {

        HttpTarget target(final String key) {
            return new HttpTarget(key, url, tokenFile, certificate, timeout);
        }
    }

    private AlertsSection() {}

    static AlertsConfig read(final Section section) {
        final AlertsConfig byDefault = AlertsConfig.DEFAULT;
        final AlertsConfig config = new AlertsConfig(
                section.paths("files", List.of()),
                section.time("group_wait", byDefault.groupWait()),
                section.number("max_waiting", byDefault.maxWaiting()),
                section.text("text", byDefault.text()),
                section.text("link", byDefault.link()),
                section.flag("receipt", byDefault.receipt()),
                section.named("webhooks", AlertsSection::webhook),
                section.named("alertmanager", AlertsSection::alertmanager),
                section.named("email", AlertsSection::email),
                section.named("exec", AlertsSection::exec));
        refuseSameName(config);
        return config;
    }

    private static WebhookConfig webhook(final Section section) {
        final Web web = web(section, section.uri("url", URI.create(""), HttpTarget::shown), "/");
        final var secretFile = section.pathIfAny("secret_file");
        final InDoubt inDoubt = section.choice("in_doubt", InDoubt.SHOW);
        final int allowance = allowance(section);
        return new WebhookConfig(web.target(section.name()), secretFile, inDoubt, allowance);
    }

    private static AlertmanagerConfig alertmanager(final Section section) {
        final Web web = web(section, section.uri("url", URI.create("")), "/api/v2/alerts");
        final Duration resend = section.time("resend", RESEND);
        final int allowance = allowance(section);
        return new AlertmanagerConfig(web.target(section.name()), resend, allowance);
    }

    /** A URL without a path is completed. */
    private static Web web(final Section section, final URI url, final String path) {
        final boolean isBare = url.getHost() != null
                && (url.getPath() == null
                        || url.getPath().isEmpty()
                        || url.getPath().equals("/"));
        return new Web(
                isBare ? url.resolve(path) : url,
                section.pathIfAny("token_file"),
                section.pathIfAny("certificate"),
                section.time("timeout", TIMEOUT));
    }

    private static EmailConfig email(final Section section) {
        return new EmailConfig(
                section.name(),
                section.text("server", "127.0.0.1"),
                section.number("port", SMTP_PORT),
                section.choice("security", EmailConfig.Security.STARTTLS),
                section.pathIfAny("certificate"),
                section.text("user", ""),
                section.pathIfAny("password_file"),
                section.text("from", ""),
                section.textOrTexts("to", List.of()),
                section.text("subject", SUBJECT),
                section.time("timeout", MAIL_TIMEOUT),
                section.choice("in_doubt", InDoubt.SHOW),
                allowance(section));
    }

    private static ExecConfig exec(final Section section) {
        return new ExecConfig(
                section.name(),
                section.texts("command", List.of()),
                section.time("timeout", TIMEOUT),
                section.choice("in_doubt", InDoubt.SHOW),
                allowance(section));
    }

    private static int allowance(final Section section) {
        final int allowance = section.number("messages_per_minute", MESSAGES_PER_MINUTE);
        Checks.range(section.name() + ".messages_per_minute", allowance, 1, MOST_MESSAGES);
        return allowance;
    }

    /** An alert that names one must mean one. */
    private static void refuseSameName(final AlertsConfig config) {
        final Map<String, String> kinds = new HashMap<>();
        final Map<String, Map<String, ?>> all = new TreeMap<>(Map.of(
                "webhooks", config.webhooks(),
                "alertmanager", config.alertmanagers(),
                "email", config.emails(),
                "exec", config.programs()));
        all.forEach((kind, tables) -> tables.keySet().forEach(name -> {
            final String other = kinds.putIfAbsent(name, kind);
            if (other != null) {
                throw new IllegalArgumentException("alerts." + kind + "." + name + ": (expected: another name, since "
                        + "alerts." + other + "." + name + " is called so)");
            }
        }));
    }
}
