package leela.ops.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import leela.adapters.chat.ChatConfig;
import leela.adapters.xmpp.XmppAccount;
import leela.engine.dmproc.running.QueryLimits;

/**
 * The section [xmpp]: the chat account that takes commands and sends what the queries find, and who may talk with it.
 * Thread: immutable.
 *
 * @param enabled           whether to log in at all
 * @param account           the account
 * @param allow             who may give commands; nobody named means the account's own domain
 * @param format            how messages are written
 * @param messagesPerMinute most that one user is sent
 */
public record XmppConfig(
        boolean enabled, XmppAccount account, List<String> allow, ChatConfig.Format format, int messagesPerMinute) {

    public static final XmppConfig DEFAULT = new XmppConfig(
            false,
            new XmppAccount(
                    "127.0.0.1",
                    5222,
                    "localhost",
                    "leela",
                    Path.of(""),
                    XmppAccount.Security.REQUIRED,
                    Optional.empty(),
                    List.of()),
            List.of(),
            ChatConfig.Format.JSON,
            60);

    public XmppConfig {
        if (enabled && account.passwordFile().toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "xmpp.password_file: \"\" (expected: a file, since xmpp.enabled is true)");
        }
        allow = List.copyOf(allow);
        Checks.range("xmpp.messages_per_minute", messagesPerMinute, 1, ChatConfig.MAX_MESSAGES_PER_MINUTE);
    }

    /** What the chat needs to know of this section; rooms may always give commands. */
    public ChatConfig chat(final Duration refresh) {
        final List<String> all = new ArrayList<>(allow.isEmpty() ? List.of(account.domain()) : allow);
        all.addAll(account.rooms());
        return new ChatConfig(all, format, messagesPerMinute, QueryLimits.DEFAULT.maxQueriesPerOwner(), refresh);
    }
}
