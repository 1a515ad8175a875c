package leela.adapters.notice;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where notices go over HTTP.
 * Thread: immutable.
 *
 * @param key         what messages call it, such as {@code alerts.webhooks.pager}
 * @param url         where they are posted
 * @param tokenFile   the file of a token to show, if any
 * @param certificate the server's certificate, or that of its authority, in PEM; without one, those that Java trusts
 * @param timeout     until there must be an answer
 */
public record HttpTarget(String key, URI url, Optional<Path> tokenFile, Optional<Path> certificate, Duration timeout) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public HttpTarget {
        final String scheme = url.getScheme();
        if (url.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException(
                    key + ".url: \"" + shown(url) + "\" (expected: http://HOST/PATH or https://HOST/PATH)");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    key + ".url: a password in it (expected: a token in a file, token_file)");
        }
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + ".timeout: " + timeout + " (expected: at most 10m)");
        }
    }

    /** Without the path, which often is all that stands between a hook and strangers. */
    public static String shown(final URI url) {
        if (url.getHost() == null) {
            return url.toString().isEmpty() ? "" : "****";
        }
        final String root = url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        return root + (url.getRawPath().length() < 2 && url.getRawQuery() == null ? url.getRawPath() : "/****");
    }
}
