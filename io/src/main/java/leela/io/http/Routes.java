package leela.io.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * Takes the routes of one API.
 * Thread: the one that builds the server.
 */
public final class Routes {

    private final Router router;
    private final Api api;

    Routes(final Router router, final Api api) {
        this.router = router;
        this.api = api;
    }

    /**
     * Adds an endpoint; a path that ends in a slash stands for all that begin so.
     *
     * @throws IllegalStateException if another API has the path
     */
    public Routes add(final HttpMethod method, final String path, final Endpoint endpoint) {
        router.add(api, method, path, endpoint);
        return this;
    }

    /** Tells who asks for these paths why they are not there. */
    public Routes close(final String reason, final String... paths) {
        for (final String path : paths) {
            router.close(path, reason);
        }
        return this;
    }

    /** As {@link #add}; the path is open to all, whether or not the engine asks for a token. */
    public Routes addOpen(final HttpMethod method, final String path, final Endpoint endpoint) {
        router.add(api, method, path, endpoint).isOpen = true;
        return this;
    }
}
