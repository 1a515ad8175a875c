package leela.io.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import leela.engine.counters.LatencyHistogram;
import leela.io.http.access.Right;

/**
 * Takes the routes of one API, each with the right that a token must have for it: there is no adding one without. A
 * path that ends in a slash stands for all that begin so.
 * Thread: the one that builds the server.
 * Errors: {@link IllegalStateException} if another API has the path.
 */
public final class Routes {

    private final Router router;
    private final Api api;

    Routes(final Router router, final Api api) {
        this.router = router;
        this.api = api;
    }

    /** Adds what only reads: history, keys, counters. */
    public Routes addRead(final HttpMethod method, final String path, final Endpoint endpoint) {
        return add(Right.READ, method, path, endpoint);
    }

    /** Adds what brings metrics or documents in, or changes what can be changed back. */
    public Routes addWrite(final HttpMethod method, final String path, final Endpoint endpoint) {
        return add(Right.WRITE, method, path, endpoint);
    }

    /** Adds what cannot be undone. */
    public Routes addAdmin(final HttpMethod method, final String path, final Endpoint endpoint) {
        return add(Right.ADMIN, method, path, endpoint);
    }

    /** Adds what is open to all, whether or not the engine asks for a token. */
    public Routes addOpen(final HttpMethod method, final String path, final Endpoint endpoint) {
        return add(null, method, path, endpoint);
    }

    /** How long requests took, by a path or what else was done; they go on. */
    public Map<String, LatencyHistogram> times() {
        return router.times().all();
    }

    private Routes add(final Right right, final HttpMethod method, final String path, final Endpoint endpoint) {
        router.add(api, method, path, right, endpoint);
        return this;
    }

    /** Tells who asks for these paths why they are not there. */
    public Routes close(final String reason, final String... paths) {
        for (final String path : paths) {
            router.close(path, reason);
        }
        return this;
    }
}
