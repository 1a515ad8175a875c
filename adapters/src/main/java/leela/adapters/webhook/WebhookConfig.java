package leela.adapters.webhook;

import java.nio.file.Path;
import java.util.Optional;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.InDoubt;

/**
 * A section [alerts.webhooks.NAME].
 * Thread: immutable.
 *
 * @param target            where notices are posted
 * @param secretFile        the file of the secret that they are signed with, if any
 * @param inDoubt           what is done where no answer came
 * @param messagesPerMinute most messages a minute
 */
public record WebhookConfig(HttpTarget target, Optional<Path> secretFile, InDoubt inDoubt, int messagesPerMinute) {}
