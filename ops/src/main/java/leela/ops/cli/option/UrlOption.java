package leela.ops.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import leela.engine.runtime.PrintableText;
import leela.ops.client.EngineUrl;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options {@code --url URL} and {@code --ca FILE}: another engine than that of the configuration. */
public final class UrlOption {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "",
            description = "Ask the engine at https://HOST:PORT, whatever the configuration says; its token, if it asks"
                    + " for one, is taken from the environment, LEELA_TOKEN.")
    private String url;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "With --url: the certificates to trust, in PEM; without it those that Java trusts.")
    private Path ca;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private boolean hasWarned;

    public EngineUrl engine() {
        return new EngineUrl(url, Optional.ofNullable(ca), this::warn);
    }

    /** Once, however often the engine is asked. */
    private void warn(final String warning) {
        if (!hasWarned) {
            hasWarned = true;
            command.commandLine().getErr().println("leela: warning: " + PrintableText.of(warning));
        }
    }
}
