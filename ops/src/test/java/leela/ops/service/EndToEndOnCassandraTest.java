package leela.ops.service;

import org.junit.jupiter.api.BeforeAll;

/** From a socket to a real Cassandra and back out. */
final class EndToEndOnCassandraTest extends EndToEndTest {

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Override
    String storage() {
        return OnCassandra.storage("endtoendoncassandratest");
    }

    @Override
    String folding() {
        return OnCassandra.storage("endtoendoncassandratest_folding");
    }
}
