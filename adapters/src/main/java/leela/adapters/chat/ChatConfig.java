package leela.adapters.chat;

import java.time.Duration;
import java.util.List;

/**
 * Who may give commands, and what is sent.
 * Thread: immutable.
 *
 * @param allow             bare addresses and domains whose users may give commands
 * @param format            how messages are written
 * @param messagesPerMinute most that one user is sent in any minute, and most that waits for one user
 * @param queriesPerUser    standing queries of one user
 * @param refresh           how often entries that others wrote into the directory are looked for
 */
public record ChatConfig(
        List<String> allow, Format format, int messagesPerMinute, int queriesPerUser, Duration refresh) {

    /** How messages are written: JSON for programs, or sentences for people. */
    public enum Format {
        JSON,
        TEXT
    }

    /** Beyond it there is no flood that a limit could hold back. */
    public static final int MAX_MESSAGES_PER_MINUTE = 1_000_000;

    public ChatConfig {
        if (messagesPerMinute < 1 || messagesPerMinute > MAX_MESSAGES_PER_MINUTE) {
            throw new IllegalArgumentException("xmpp.messages_per_minute: " + messagesPerMinute + " (expected: 1-"
                    + MAX_MESSAGES_PER_MINUTE + ")");
        }
        if (allow.isEmpty()) {
            throw new IllegalArgumentException("xmpp.allow: [] (expected: at least one address or domain)");
        }
        allow = List.copyOf(allow);
    }

    /** Whether this owner may give commands: it is named, or its domain is. */
    boolean allows(final String owner) {
        final String domain = owner.substring(owner.indexOf('@') + 1);
        return allow.stream().anyMatch(allowed -> allowed.equalsIgnoreCase(owner) || allowed.equalsIgnoreCase(domain));
    }
}
