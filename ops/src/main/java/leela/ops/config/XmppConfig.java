package leela.ops.config;

/**
 * The section [xmpp]: the chat account that takes commands and sends what the queries find.
 * Thread: immutable.
 *
 * @param enabled           whether to log in at all
 * @param host              the server's address
 * @param port              its port for clients
 * @param domain            the domain of the account
 * @param user              the account's name in it
 * @param passwordFile      the file whose first line is the password
 * @param security          whether the connection must be encrypted
 * @param messagesPerMinute most that one user is sent
 */
public record XmppConfig(boolean enabled, String host, int port, String domain, String user, String passwordFile, Security security,
        int messagesPerMinute) {

    /** Whether the connection is encrypted. */
    public enum Security { REQUIRED, DISABLED }

    public static final XmppConfig DEFAULT = new XmppConfig(false, "127.0.0.1", 5222, "localhost", "leela", "", Security.REQUIRED, 60);

    public XmppConfig {
        Checks.given("xmpp.host", host);
        Checks.range("xmpp.port", port, 1, Checks.MAX_PORT);
        Checks.given("xmpp.domain", domain);
        Checks.given("xmpp.user", user);
        Checks.range("xmpp.messages_per_minute", messagesPerMinute, 1, 1_000_000);
    }
}
