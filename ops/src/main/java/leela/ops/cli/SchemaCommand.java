package leela.ops.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import leela.adapters.cassandra.CassandraConfig;
import leela.adapters.cassandra.CassandraStore;
import leela.engine.spi.StoreException;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leela schema}: the keyspace and tables that storage in Cassandra needs. */
@Command(
        name = "schema",
        description =
                "Make the keyspace and tables in Cassandra that are missing, and set the retention of those there.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela schema --print", "  leela schema -c /etc/leela/leela.toml"})
final class SchemaCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Option(names = "--print", description = "Only print what would be asked of Cassandra.")
    private boolean isPrint;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Config asked = config.config();
        final CassandraConfig cassandra = asked.cassandra();
        final Duration retention = asked.storage().retention();
        final PrintWriter out = spec.commandLine().getOut();
        if (isPrint) {
            CassandraStore.schema(cassandra, retention).forEach(cql -> out.println(cql + ";"));
            return ExitStatus.GOOD;
        }
        try {
            CassandraStore.createSchema(cassandra, asked.keyCase(), retention);
        } catch (final StoreException refused) {
            throw new Failure(refused.getMessage());
        }
        out.println("keyspace " + cassandra.keyspace() + " at " + String.join(", ", cassandra.contactPoints())
                + " is ready");
        return ExitStatus.GOOD;
    }
}
