package leela.ops.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import leela.ops.client.EngineUrl;
import picocli.CommandLine.Option;

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

    public EngineUrl engine() {
        return new EngineUrl(url, Optional.ofNullable(ca));
    }
}
