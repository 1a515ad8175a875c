package leela.ops.service;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** From a socket to a real Cassandra and back out. */
@Tag("slow")
@Tag("once")
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
