package leela.adapters.smtp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeText;

/**
 * A section [alerts.email.NAME].
 * Thread: immutable.
 *
 * @param key               what messages call it, such as {@code alerts.email.oncall}
 * @param server            the mail server's name or address
 * @param port              where it takes mail
 * @param security          how the connection is encrypted
 * @param certificate       the server's certificate, or that of its authority, in PEM; without one, those that Java
 *                          trusts
 * @param user              whom to log in as; empty for nobody
 * @param passwordFile      the file whose first line is the password
 * @param from              the sender's address
 * @param to                the receivers' addresses
 * @param subject           the template of the subject, of the first alert of a message
 * @param timeout           until each answer of the server
 * @param inDoubt           what is done where the server's word did not come
 * @param messagesPerMinute most messages a minute
 */
public record EmailConfig(
        String key,
        String server,
        int port,
        Security security,
        Optional<Path> certificate,
        String user,
        Optional<Path> passwordFile,
        String from,
        List<String> to,
        String subject,
        Duration timeout,
        InDoubt inDoubt,
        int messagesPerMinute) {

    private static final int MAX_PORT = 65_535;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** How the connection is encrypted. */
    public enum Security {
        /** Begun in the clear and encrypted before anything else is said; else nothing is sent. */
        STARTTLS,
        /** From the first byte. */
        TLS,
        NONE
    }

    public EmailConfig {
        to = List.copyOf(to);
        if (server.isBlank()) {
            throw new IllegalArgumentException(key + ".server: \"\" (expected: a name or an address)");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(key + ".port: " + port + " (expected: 1-" + MAX_PORT + ")");
        }
        if (to.isEmpty()) {
            throw new IllegalArgumentException(key + ".to: [] (expected: at least one address)");
        }
        checkAddress(key + ".from", from);
        for (final String one : to) {
            checkAddress(key + ".to", one);
        }
        if (user.isEmpty() != passwordFile.isEmpty()) {
            throw new IllegalArgumentException(key + ".password_file: user and password_file belong together");
        }
        if (!user.isEmpty() && security == Security.NONE) {
            throw new IllegalArgumentException(
                    key + ".security: \"none\" (expected: starttls or tls, since a password is sent)");
        }
        new NoticeText(key + ".subject", subject, "");
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + ".timeout: " + timeout + " (expected: at most 10m)");
        }
    }

    private static void checkAddress(final String key, final String address) {
        if (!address.matches("[^@\\s,;<>]+@[^@\\s,;<>]+")) {
            throw new IllegalArgumentException(key + ": \"" + address + "\" (expected: NAME@DOMAIN)");
        }
    }
}
