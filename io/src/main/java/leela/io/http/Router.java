package leela.io.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leela.engine.counters.LatencyHistogram;
import leela.io.http.access.Right;
import leela.io.http.intake.RequestTimes;

/**
 * Finds the endpoint of a request: by the whole path, else by the longest route that ends in a slash and begins it; the
 * root is only itself.
 * Paths are compared as they were sent, see the package's description.
 * Thread: built by one, then the loop's; not changed any more.
 * Errors: no route is a 404, a route without the method a 405 that names those it has.
 */
final class Router {

    private static final String SECONDS_TO_KEEP = "300";
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Map<String, Route> exact = new LinkedHashMap<>();
    private final List<Route> prefixes = new ArrayList<>();
    private final Map<String, String> closed = new LinkedHashMap<>();
    private final RequestTimes times = new RequestTimes();

    /** The router of these APIs. */
    static Router of(final List<Api> apis, final Reads reads) {
        final Router router = new Router();
        apis.forEach(api -> api.addTo(new Routes(router, api), reads));
        return router;
    }

    /** {@code right} is what a token must have for it; null where none is asked for. */
    void add(final Api api, final HttpMethod method, final String path, final Right right, final Endpoint endpoint) {
        final Route route = exact.computeIfAbsent(path, unknown -> new Route(path, api));
        if (route.api != api) {
            throw new IllegalStateException(path + ": two APIs have this path");
        }
        route.endpoints.put(method, endpoint);
        route.rights.put(method, right);
        route.times.put(method, times.of(path, purpose(right)));
        if (path.endsWith("/") && path.length() > 1 && !prefixes.contains(route)) {
            prefixes.add(route);
            prefixes.sort((one, other) -> other.path.length() - one.path.length());
        }
    }

    private static RequestTimes.Purpose purpose(final Right right) {
        if (right == null) {
            return RequestTimes.Purpose.OPEN;
        }
        return switch (right) {
            case READ -> RequestTimes.Purpose.READ;
            case WRITE -> RequestTimes.Purpose.WRITE;
            case ADMIN -> RequestTimes.Purpose.DELETE;
        };
    }

    /** How long requests took. */
    RequestTimes times() {
        return times;
    }

    /** Counts one for this path that took so long. */
    void record(final HttpMethod method, final String path, final long durationNs) {
        final Route route = find(path);
        final LatencyHistogram known = route == null ? null : route.times.get(servedAs(method));
        (known == null ? times.ofOthers() : known).record(durationNs);
    }

    /** A path that would be there by another configuration: a 404 for it says which. */
    void close(final String path, final String reason) {
        closed.put(path, reason);
    }

    /** Whether such a request needs no token; of a method that the path does not take, whether others need none. */
    boolean isOpen(final HttpMethod method, final String path) {
        final Route route = find(path);
        if (route == null) {
            return false;
        }
        final HttpMethod served = servedAs(method);
        return route.rights.containsKey(served) ? route.rights.get(served) == null : route.rights.containsValue(null);
    }

    /** What a token must have for such a request; null where any will do. */
    Right rightFor(final HttpMethod method, final String path) {
        final Route route = find(path);
        return route == null ? null : route.rights.get(servedAs(method));
    }

    private static HttpMethod servedAs(final HttpMethod method) {
        return method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    }

    /** Whose errors a request for this path gets. */
    Api apiOf(final String path) {
        final Route route = find(path);
        return route == null ? Api.NONE : route.api;
    }

    /** Why a request has no body here, or null where it may have one. */
    HttpRefusal refusalOfBody(final HttpMethod method, final String path) {
        if (BODILESS.contains(method)) {
            return HttpRefusal.badRequest("body: a " + method + " request takes none");
        }
        final Route route = find(path);
        if (route == null) {
            return unknown(path);
        }
        return route.endpoints.containsKey(method) ? null : HttpRefusal.methodNotAllowed(route.allowed());
    }

    void serve(final Exchange exchange) {
        final String path = exchange.target().path();
        if (exchange.method().equals(HttpMethod.OPTIONS)) {
            serveOptions(exchange, path.equals("*") ? null : known(path));
            return;
        }
        final Route route = known(path);
        final Endpoint endpoint = route.endpoints.get(servedAs(exchange.method()));
        if (endpoint == null) {
            throw HttpRefusal.methodNotAllowed(route.allowed());
        }
        endpoint.serve(exchange, path.substring(route.path.length()));
    }

    private Route find(final String path) {
        final Route whole = exact.get(path);
        if (whole != null) {
            return whole;
        }
        for (final Route route : prefixes) {
            if (path.startsWith(route.path)) {
                return route;
            }
        }
        return null;
    }

    private Route known(final String path) {
        final Route route = find(path);
        if (route == null) {
            throw unknown(path);
        }
        return route;
    }

    private HttpRefusal unknown(final String path) {
        return HttpRefusal.notFound(closed.getOrDefault(path, "no such path"));
    }

    /** What a browser asks before it sends another site's request; a null route stands for the whole server. */
    private static void serveOptions(final Exchange exchange, final Route route) {
        final String allowed = route == null ? "GET, HEAD, POST, PUT, DELETE, OPTIONS" : route.allowed();
        final Map<CharSequence, String> headers = Map.of(
                HttpHeaderNames.ALLOW,
                allowed,
                HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
                allowed,
                HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type",
                HttpHeaderNames.ACCESS_CONTROL_MAX_AGE,
                SECONDS_TO_KEEP);
        exchange.whole(HttpResponseStatus.NO_CONTENT, "", AnswerHeaders.Caching.ERROR, Unpooled.EMPTY_BUFFER, headers);
    }

    /** A path and what it takes. */
    static final class Route {
        private final String path;
        private final Api api;
        private final Map<HttpMethod, Endpoint> endpoints = new LinkedHashMap<>();
        /** By method, what a token must have; null for what is open to all. */
        private final Map<HttpMethod, Right> rights = new LinkedHashMap<>();

        private final Map<HttpMethod, LatencyHistogram> times = new LinkedHashMap<>();

        private Route(final String path, final Api api) {
            this.path = path;
            this.api = api;
        }

        private String allowed() {
            final List<String> names = new ArrayList<>();
            for (final HttpMethod method : endpoints.keySet()) {
                names.add(method.name());
                if (method.equals(HttpMethod.GET)) {
                    names.add(HttpMethod.HEAD.name());
                }
            }
            names.add(HttpMethod.OPTIONS.name());
            return String.join(", ", names);
        }
    }
}
