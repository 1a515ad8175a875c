package leela.io.http;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What the HTTP server counts. Thread: immutable. */
public enum HttpCounter implements Counter {
    REQUESTS(counter(180, "http.requests.received", "HTTP requests whose head was read")),
    ANSWERED(counter(181, "http.requests.answered", "class", "2xx", "HTTP requests that were granted")),
    REFUSED(counter(
            182, "http.requests.answered", "class", "4xx", "HTTP requests refused: bad, too large or too many")),
    FAILED(counter(183, "http.requests.answered", "class", "5xx", "HTTP requests that failed for overload or a fault")),
    CONNECTIONS(gauge(184, "http.connections.open", "HTTP connections")),
    CONNECTIONS_REFUSED(counter(185, "http.connections.refused", "HTTP connections beyond the bound")),
    CONNECTIONS_EXPIRED(counter(
            186, "http.connections.expired", "HTTP connections closed because the client was idle or too slow")),
    CONNECTIONS_EVICTED(counter(
            191,
            "http.connections.evicted",
            "HTTP connections closed for the place or the memory of one that waited longest for its client")),
    MEMORY(gauge(192, "http.memory.taken", "Bytes that bodies of HTTP requests and the answers to them take")),
    MEMORY_REFUSED(counter(
            193, "http.memory.refused", "HTTP requests refused because the memory for all of them was used up")),
    NO_TOKEN(counter(
            194, "http.requests.refused", "cause", "token", "HTTP requests without a token that the engine knows")),
    NO_RIGHT(counter(
            195, "http.requests.refused", "cause", "right", "HTTP requests whose token has no right to what they ask")),
    FOREIGN_SITE(counter(
            196, "http.requests.refused", "cause", "site", "HTTP requests from a page or by a name of another site")),
    RATE(counter(
            197,
            "http.requests.refused",
            "cause",
            "rate",
            "HTTP requests beyond what one address may send in a second")),
    FILES_REFUSED(counter(198, "http.files.refused", "Changed files of tokens or certificates that could not be used")),
    HANDSHAKES_FAILED(counter(199, "http.handshakes.failed", "TLS handshakes that failed")),
    REVOKED(counter(178, "http.requests.revoked", "Answers and bodies in progress that were ended with their token")),
    CERTIFICATE_ENDS(gauge(
            179, "http.certificate.expires", "When the certificate expires, in seconds since 1970; 0 without TLS")),
    STREAMS_ABORTED(counter(
            187, "http.streams.aborted", "HTTP answers cut short because storage failed or the client went away")),
    ROWS_SERVED(counter(188, "http.rows.served", "Points, documents and keys written to HTTP answers")),
    ERRORS(counter(189, "http.errors.caught", "Exceptions behind an HTTP request; each answered with 500"));

    private final CounterDescription description;

    HttpCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
