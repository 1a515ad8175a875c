package leela.ops.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import leela.engine.runtime.PlainFile;
import leela.io.http.HttpConfig;
import leela.ops.admin.ControlException;
import leela.ops.admin.access.PassControl;
import leela.ops.config.LeelaConfig;

/**
 * What a command shows to an engine that asks for a token: that of the environment, else the one that stands in the
 * token file as it is, else one that the engine gives over its control socket to whom it trusts there. Never an
 * argument, which every user of the machine can see.
 * Thread: any; stateless.
 */
final class EngineToken {

    /** Where people put it: {@code LEELA_TOKEN=… leela keys}. */
    static final String VARIABLE = "LEELA_TOKEN";

    private EngineToken() {}

    /** Empty where none is asked for. */
    static String of(final HttpConfig config, final LeelaConfig engine, final Map<String, String> environment) {
        final String given = given(environment);
        if (!given.isEmpty() || config.tokenFile().isEmpty()) {
            return given;
        }
        final String bare = bare(Path.of(config.tokenFile()));
        if (!bare.isEmpty()) {
            return bare;
        }
        try {
            return PassControl.ask(engine);
        } catch (final ControlException none) {
            throw new Failure(
                    "the engine wants a token: put one into the environment as " + VARIABLE
                            + " (it gives none over its control socket: " + none.getMessage() + ")",
                    none);
        }
    }

    /** That of the environment; empty where there is none. */
    static String given(final Map<String, String> environment) {
        return environment.getOrDefault(VARIABLE, "").strip();
    }

    /** A token that is all there is in the file; empty where it holds hashes, or is not for this user. */
    private static String bare(final Path file) {
        try {
            final String text =
                    PlainFile.text(file, StandardCharsets.ISO_8859_1).strip();
            return text.chars().anyMatch(c -> c <= ' ') ? "" : text;
        } catch (final IOException unreadable) {
            return "";
        }
    }
}
