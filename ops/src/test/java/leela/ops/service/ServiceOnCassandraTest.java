package leela.ops.service;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The whole service with its history in a real Cassandra. */
@Tag("once")
@Tag("slow")
final class ServiceOnCassandraTest extends ServiceTest {

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Override
    String storage() {
        return OnCassandra.storage("serviceoncassandratest");
    }
}
