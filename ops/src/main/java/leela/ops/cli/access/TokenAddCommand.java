package leela.ops.cli.access;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela token add}: makes a token, shows it once, and keeps its hash. */
@Command(
        name = "add",
        description = "Make a token and print it; this is the only time that it is shown.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela token add grafana --rights read", "  leela token add web1 --rights write"})
final class TokenAddCommand implements Callable<Integer> {

    private static final int TOKEN_BYTES = 32;

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "NAME", description = "Whose it is: letters, digits, dots, dashes, underscores.")
    private String name;

    @Option(
            names = "--rights",
            required = true,
            paramLabel = "RIGHTS",
            description = "What it may do: some of read, write and admin, separated by commas. Deleting needs admin.")
    private String rights;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final KeptTokens kept = KeptTokens.of(config.config().http());
        final List<AccessToken> tokens = new ArrayList<>(kept.read());
        if (tokens.stream().anyMatch(token -> token.name().equals(name))) {
            throw new Failure("a token of the name " + name + " is there already; leela token remove takes it away");
        }
        final byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        final String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        tokens.add(token(token));
        kept.write(tokens);
        spec.commandLine().getOut().println(token);
        spec.commandLine().getOut().flush();
        return ExitStatus.GOOD;
    }

    private AccessToken token(final String token) {
        final Set<Right> parsed;
        try {
            parsed = Right.parse(rights);
            return AccessToken.of(name, parsed, token);
        } catch (final IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
