package leela.io.http;

import leela.engine.runtime.Clock;

/**
 * A set of routes with one form of errors: what a kind of client expects of this server.
 * Thread: the loop's.
 */
public interface Api {

    /** Answers with an error of the server's own form, and with nothing else: for paths that no API has. */
    Api NONE = (routes, reads) -> {};

    /** Adds its routes, once; {@code reads} runs what takes long. */
    void addTo(Routes routes, Reads reads);

    /** How errors of one request are written. May refuse the request; the server's own form then says why. */
    default ErrorForm errorForm(final RequestTarget target, final String uri, final Clock clock) {
        return Envelope.of(target, uri, clock);
    }

    /** Whether a client may show the token as the parameter {@code p}, beside {@code u}. */
    default boolean takesPasswordParameter() {
        return false;
    }
}
