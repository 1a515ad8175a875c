package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import leela.ops.service.OnCassandra;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands beside an engine whose history is in a real Cassandra. */
@Tag("slow")
@Tag("once")
final class CommandsOnCassandraTest extends CommandsOnServiceTest {

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Override
    String storage() {
        return OnCassandra.storage("commandsoncassandratest");
    }

    @Test
    void shouldMakeTheTablesAndTellOfTheCluster() throws IOException {
        final String file = Files.writeString(folder().resolve("schema.toml"), OnCassandra.storage("by_hand"))
                .toString();
        final Invocation first = Invocation.of("schema", "-c", file);

        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .startsWith("keyspace by_hand at 127.0.0.1:")
                .endsWith(" is ready" + System.lineSeparator());
        assertThat(Invocation.of("schema", "-c", file).status()).as("once more").isZero();
        assertThat(Invocation.of("stat", "--once", "-c", client()).out()).contains("cassandra 1 of 1 nodes up");
    }

    @Test
    void shouldSayPlainlyThatNoClusterAnswers() throws IOException {
        final String file = Files.writeString(
                        folder().resolve("nobody.toml"), "cassandra.contact_points = [\"127.0.0.1:1\"]\n")
                .toString();
        final Invocation schema = Invocation.of("schema", "-c", file);

        assertThat(schema.status()).isEqualTo(1);
        assertThat(schema.err())
                .startsWith("leela: Cassandra at 127.0.0.1:1 does not answer: no node can be reached")
                .hasLineCount(1);
    }
}
