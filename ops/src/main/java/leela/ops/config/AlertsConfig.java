package leela.ops.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import leela.adapters.alertmanager.AlertmanagerConfig;
import leela.adapters.exec.ExecConfig;
import leela.adapters.notice.NoticeText;
import leela.adapters.smtp.EmailConfig;
import leela.adapters.webhook.WebhookConfig;

/**
 * The section [alerts]: who can be told of alerts, and how. Alerts name a recipient as its table is named.
 * Thread: immutable.
 *
 * @param files         of alerts; a name with {@code *} stands for all files of its folder that match
 * @param groupWait     how long the first alert of a group waits for others of it
 * @param maxWaiting    transitions that wait for one recipient at most
 * @param text          the template of messages for people
 * @param link          the template of a message's link; empty for none
 * @param receipt       whether messages end with how long it took until they were sent
 * @param webhooks      web servers, by name
 * @param alertmanagers Alertmanagers, by name
 * @param emails        mail addresses, by name
 * @param programs      programs, by name
 */
public record AlertsConfig(
        List<Path> files,
        Duration groupWait,
        int maxWaiting,
        String text,
        String link,
        boolean receipt,
        Map<String, WebhookConfig> webhooks,
        Map<String, AlertmanagerConfig> alertmanagers,
        Map<String, EmailConfig> emails,
        Map<String, ExecConfig> programs) {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int MOST_WAITING = 1_000_000;

    public static final AlertsConfig DEFAULT = new AlertsConfig(
            List.of(),
            Duration.ofMillis(200),
            10_000,
            NoticeText.DEFAULT,
            "",
            false,
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of());

    public AlertsConfig {
        files = List.copyOf(files);
        if (groupWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "alerts.group_wait: " + Quantity.ofTime(groupWait) + " (expected: at most 1h)");
        }
        Checks.range("alerts.max_waiting", maxWaiting, 1, MOST_WAITING);
        new NoticeText("alerts.text", text, link);
    }
}
