package leela.ops.cli.access;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import leela.io.http.access.AccessToken;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code leela token remove}: whoever has this token is let in no more. */
@Command(
        name = "remove",
        description = "Remove a token.",
        footerHeading = "%nExamples:%n",
        footer = "  leela token remove grafana")
final class TokenRemoveCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "NAME", description = "Whose it is.")
    private String name;

    @Override
    public Integer call() throws IOException {
        final KeptTokens kept = KeptTokens.of(config.config().http());
        final List<AccessToken> tokens = new ArrayList<>(kept.read());
        if (!tokens.removeIf(token -> token.name().equals(name))) {
            throw new Failure("there is no token of the name " + name);
        }
        if (tokens.isEmpty()) {
            throw new Failure("that is the last token, and an engine does not start with an empty http.token_file:"
                    + " add another first, or take http.token_file out of the configuration");
        }
        kept.write(tokens);
        return ExitStatus.GOOD;
    }
}
