package leela.ops.cli.access;

import java.io.IOException;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela token}: the tokens that the file of {@code http.token_file} lets in. */
@Command(
        name = "token",
        description = {
            "Add, list or remove the tokens that open the HTTP interface (http.token_file).",
            "The file holds their hashes; a running engine reads it again within a second."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenAddCommand.class, TokenListCommand.class, TokenRemoveCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  leela token add grafana --rights read", "  leela token list", "  leela token remove grafana"})
public final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** Nothing was asked for: that is wrong usage. */
    @Override
    public Integer call() throws IOException {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.WRONG_USAGE;
    }
}
