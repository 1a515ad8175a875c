package leela.ops.cli.access;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leela token list}: names and rights; nobody knows the tokens any more. */
@Command(
        name = "list",
        description = "List the tokens by name, with their rights.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela token list", "  leela token list --json"})
final class TokenListCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "As JSON: a list of objects.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        String comma = "[";
        for (final AccessToken token : KeptTokens.of(config.config().http()).read()) {
            final EnumSet<Right> rights = EnumSet.copyOf(token.rights());
            if (isJson) {
                // names have no character that JSON would escape
                out.print(comma + "{\"name\":\"" + token.name() + "\",\"rights\":[\""
                        + Right.text(rights).replace(",", "\",\"") + "\"]}");
                comma = ",";
            } else {
                out.println(token.name() + " " + Right.text(rights));
            }
        }
        if (isJson) {
            out.println(comma.equals("[") ? "[]" : "]");
        }
        out.flush();
        return ExitStatus.GOOD;
    }
}
