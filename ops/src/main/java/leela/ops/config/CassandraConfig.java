package leela.ops.config;

import java.util.List;

/**
 * The section [cassandra]: the cluster that keeps the history where storage.backend is "cassandra".
 * Thread: immutable.
 *
 * @param contactPoints     host:port of some nodes
 * @param localDatacenter   the one whose nodes are asked
 * @param keyspace          where the tables are
 * @param replicationFactor of the keyspace where Leela makes it
 * @param consistency       of reads and writes, such as local_quorum
 * @param username          empty for none
 * @param passwordFile      empty for none
 */
public record CassandraConfig(List<String> contactPoints, String localDatacenter, String keyspace, int replicationFactor,
        Consistency consistency, String username, String passwordFile) {

    /** How many replicas must answer. */
    public enum Consistency { ONE, LOCAL_ONE, QUORUM, LOCAL_QUORUM, ALL }

    public static final CassandraConfig DEFAULT = new CassandraConfig(List.of("127.0.0.1:9042"), "datacenter1", "leela", 1,
            Consistency.LOCAL_QUORUM, "", "");

    public CassandraConfig {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("cassandra.contact_points: [] (expected: at least one host:port)");
        }
        Checks.given("cassandra.local_datacenter", localDatacenter);
        if (!keyspace.matches("[A-Za-z][A-Za-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("cassandra.keyspace: \"" + keyspace + "\" (expected: 1-48 letters, digits or _, a letter first)");
        }
        Checks.range("cassandra.replication_factor", replicationFactor, 1, 100);
    }
}
