package leela.ops.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import leela.io.http.HttpConfig;

/**
 * What a command shows to an engine that asks for a token: that of the environment, else the one that stands in the
 * token file as it is. Never an argument, which every user of the machine can see.
 * Thread: any; stateless.
 */
final class EngineToken {

    /** Where people put it: {@code LEELA_TOKEN=… leela keys}. */
    static final String VARIABLE = "LEELA_TOKEN";

    private EngineToken() {}

    /** Empty where none is asked for. */
    static String of(final HttpConfig config, final Map<String, String> environment) {
        final String given = environment.getOrDefault(VARIABLE, "").strip();
        if (!given.isEmpty() || config.tokenFile().isEmpty()) {
            return given;
        }
        final Path file = Path.of(config.tokenFile());
        final String text = text(file);
        if (text.chars().anyMatch(c -> c <= ' ')) {
            throw new Failure("http.token_file: " + file + " holds hashes of tokens; put a token itself into the"
                    + " environment as " + VARIABLE);
        }
        return text;
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file).strip();
        } catch (final IOException unreadable) {
            throw new Failure("http.token_file: " + file + " cannot be read", unreadable);
        }
    }
}
