package leela.ops.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The HTTP interface of an engine that no configuration here describes.
 * Thread: immutable.
 *
 * @param url      empty for the engine of the configuration
 * @param ca       a file of certificates in PEM that are trusted in place of those that Java trusts
 * @param warnings told what somebody should mend, though there is an answer
 */
public record EngineUrl(String url, Optional<Path> ca, Consumer<String> warnings) {

    /** The engine of the configuration. */
    public static final EngineUrl NONE = new EngineUrl("", Optional.empty(), warning -> {});

    public boolean isGiven() {
        return !url.isEmpty();
    }

    void warn(final String warning) {
        warnings.accept(warning);
    }

    /** Without a slash at its end. */
    String base() {
        final URI parsed;
        try {
            parsed = URI.create(url);
        } catch (final IllegalArgumentException wrong) {
            throw new Failure("--url: " + url + " (expected: http://HOST:PORT or https://HOST:PORT)", wrong);
        }
        final boolean isHttp = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
        if (!isHttp || parsed.getHost() == null) {
            throw new Failure("--url: " + url + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
