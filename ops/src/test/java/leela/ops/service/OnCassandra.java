package leela.ops.service;

import static org.assertj.core.api.Assumptions.assumeThat;

import leela.adapters.cassandra.CassandraServer;

/** Storage in the real Cassandra that all tests of this virtual machine share. Thread: any. */
public final class OnCassandra {

    private OnCassandra() {}

    /** Starts it unless it runs; the test is skipped where this machine cannot. */
    public static void start() {
        assumeThat(CassandraServer.canRun())
                .as("a JDK 17 for Cassandra is installed")
                .isTrue();
        CassandraServer.shared();
    }

    /** The configuration's part, in a keyspace of its own. */
    public static String storage(final String keyspace) {
        return storage(
                CassandraServer.shared(),
                keyspace,
                1,
                "\"" + CassandraServer.shared().contactPoint() + "\"");
    }

    static String storage(
            final CassandraServer login, final String keyspace, final int replicas, final String contactPoints) {
        return "storage.backend = \"cassandra\"\ncassandra = {contact_points = [" + contactPoints + "], keyspace = \""
                + keyspace
                + "\", replication_factor = " + replicas + ", create_schema = true, username = \""
                + CassandraServer.USER
                + "\", password_file = \"" + login.passwordFile() + "\"}\n";
    }
}
