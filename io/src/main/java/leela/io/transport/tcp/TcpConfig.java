package leela.io.transport.tcp;

import java.util.HashSet;
import java.util.List;

/**
 * One TCP port that takes entries.
 * Thread: immutable.
 *
 * @param section        the configuration section it comes from, for messages
 * @param key            the key of the port in there
 * @param enabled        whether to listen at all
 * @param addresses      host names or literal addresses to bind
 * @param port           of all addresses, 0 to 65535; 0 takes any free one
 * @param maxConnections at once; one address may have three quarters of them
 */
public record TcpConfig(
        String section, String key, boolean enabled, List<String> addresses, int port, int maxConnections) {

    /** Senders keep their connections, and idle ones cost little. */
    public static final int DEFAULT_CONNECTIONS = 8192;

    private static final int MAX_CONNECTIONS = 1 << 20;
    private static final int MAX_PORT = 65_535;

    public TcpConfig {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    section + ".address: empty (expected: a host name or address, or several)");
        }
        if (new HashSet<>(addresses).size() < addresses.size()) {
            throw new IllegalArgumentException(
                    section + ".address: " + String.join(", ", addresses) + " (expected: each once)");
        }
        check(section + "." + key, port, 0, MAX_PORT);
        check(section + ".max_connections", maxConnections, 1, MAX_CONNECTIONS);
    }

    /** Connections that one address may have. */
    int maxOfAddress() {
        return Math.max(1, maxConnections - maxConnections / 4);
    }

    private static void check(final String key, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
