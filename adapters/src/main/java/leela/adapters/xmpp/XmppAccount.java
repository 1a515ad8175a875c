package leela.adapters.xmpp;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The account that takes commands, and how to reach its server.
 * Thread: immutable.
 *
 * @param host         the server's address
 * @param port         its port for clients
 * @param domain       the domain of the account
 * @param user         the account's name in it
 * @param passwordFile the file whose first line is the password
 * @param security     whether the connection must be encrypted
 * @param certificate  the server's certificate, or that of its authority, in PEM; without one, those that Java trusts
 * @param rooms        group chats to join
 */
public record XmppAccount(
        String host,
        int port,
        String domain,
        String user,
        Path passwordFile,
        Security security,
        Optional<Path> certificate,
        List<String> rooms) {

    /** Whether the connection is encrypted. */
    public enum Security {
        REQUIRED,
        DISABLED
    }

    static final String PASSWORD_FILE = "xmpp.password_file";

    private static final int MAX_PORT = 65_535;

    public XmppAccount {
        given("xmpp.host", host);
        given("xmpp.domain", domain);
        given("xmpp.user", user);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("xmpp.port: " + port + " (expected: 1-" + MAX_PORT + ")");
        }
        for (final String room : rooms) {
            if (room.indexOf('@') < 1) {
                throw new IllegalArgumentException("xmpp.rooms: \"" + room + "\" (expected: ROOM@SERVICE)");
            }
        }
        rooms = List.copyOf(rooms);
    }

    /** The account's address, without a resource. */
    String address() {
        return user + "@" + domain;
    }

    private static void given(final String key, final String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + ": \"\" (expected: a name)");
        }
    }
}
