package leela.adapters.alertmanager;

import java.time.Duration;
import leela.adapters.notice.HttpTarget;

/**
 * A section [alerts.alertmanager.NAME].
 * Thread: immutable.
 *
 * @param target            where alerts are posted
 * @param resend            how often it is told that an alert still stands
 * @param messagesPerMinute most messages a minute of alerts that change
 */
public record AlertmanagerConfig(HttpTarget target, Duration resend, int messagesPerMinute) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    public AlertmanagerConfig {
        if (resend.compareTo(SHORTEST) < 0 || resend.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(target.key() + ".resend: " + resend + " (expected: 1s-1h)");
        }
    }
}
