package leela.ops.cli;

import leela.ops.service.OnCassandra;
import org.junit.jupiter.api.BeforeAll;

/** The commands beside an engine whose history is in a real Cassandra. */
final class CommandsOnCassandraTest extends CommandsOnServiceTest {

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Override
    String storage() {
        return OnCassandra.storage("commandsoncassandratest");
    }
}
