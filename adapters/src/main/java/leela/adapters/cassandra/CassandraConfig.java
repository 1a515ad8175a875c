package leela.adapters.cassandra;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The section [cassandra]: the cluster that keeps the history where storage.backend is "cassandra".
 * Thread: immutable.
 *
 * @param contactPoints     host:port of some nodes
 * @param localDatacenter   the one whose nodes are asked
 * @param keyspace          where the tables are
 * @param replicationFactor of the keyspace where Leela makes it
 * @param consistency       of reads and writes
 * @param createSchema      whether an engine that starts makes what is missing of the tables
 * @param username          empty for no login
 * @param passwordFile      holds the password in its first line
 * @param security          whether connections are encrypted
 * @param certificate       the nodes', or their authority's, in PEM; without one, those that Java trusts
 */
public record CassandraConfig(
        List<String> contactPoints,
        String localDatacenter,
        String keyspace,
        int replicationFactor,
        Consistency consistency,
        boolean createSchema,
        String username,
        Optional<Path> passwordFile,
        Security security,
        Optional<Path> certificate) {

    /** How many replicas must answer. */
    public enum Consistency {
        ONE,
        LOCAL_ONE,
        QUORUM,
        LOCAL_QUORUM,
        ALL
    }

    /** Of the connections. */
    public enum Security {
        DISABLED,
        REQUIRED
    }

    public static final CassandraConfig DEFAULT = new CassandraConfig(
            List.of("127.0.0.1:9042"),
            "datacenter1",
            "leela",
            1,
            Consistency.LOCAL_QUORUM,
            false,
            "",
            Optional.empty(),
            Security.DISABLED,
            Optional.empty());

    private static final int MAX_PORT = 65_535;
    private static final int MAX_REPLICATION = 100;

    public CassandraConfig {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty() || !contactPoints.stream().allMatch(CassandraConfig::isHostAndPort)) {
            throw new IllegalArgumentException(
                    "cassandra.contact_points: " + contactPoints + " (expected: at least one \"HOST:PORT\")");
        }
        if (localDatacenter.isBlank()) {
            throw new IllegalArgumentException("cassandra.local_datacenter: \"\" (expected: a name)");
        }
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("cassandra.keyspace: \"" + keyspace
                    + "\" (expected: 1-48 small letters, digits or _, a letter first)");
        }
        if (replicationFactor < 1 || replicationFactor > MAX_REPLICATION) {
            throw new IllegalArgumentException(
                    "cassandra.replication_factor: " + replicationFactor + " (expected: 1-" + MAX_REPLICATION + ")");
        }
        if (username.isEmpty() != passwordFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "cassandra.username: \"" + username + "\" (expected: set together with password_file, or neither)");
        }
    }

    /** The host's part of a contact point; an IPv6 address may stand in brackets. */
    static String host(final String contactPoint) {
        final String host = contactPoint.substring(0, contactPoint.lastIndexOf(':'));
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    static int port(final String contactPoint) {
        return Integer.parseInt(contactPoint, contactPoint.lastIndexOf(':') + 1, contactPoint.length(), 10);
    }

    private static boolean isHostAndPort(final String text) {
        return text.matches(".+:[0-9]{1,5}") && !host(text).isEmpty() && port(text) >= 1 && port(text) <= MAX_PORT;
    }
}
