package leela.io.http;

/**
 * The section {@code [http]} of the configuration.
 * Thread: immutable.
 *
 * @param enabled    whether to listen at all
 * @param address    host name or literal address to bind
 * @param port       0 to 65535; 0 takes any free one
 * @param tokenFile  path of the file that holds the tokens; empty for none: everybody who can connect may read and
 *                   write
 * @param corsOrigin value of Access-Control-Allow-Origin; empty for no such header
 * @param maxBody    bytes of a request's body
 * @param rateLimit  requests a second that one address may send; 0 for any number
 * @param tls        the certificate to speak TLS with
 */
public record HttpConfig(
        boolean enabled,
        String address,
        int port,
        String tokenFile,
        String corsOrigin,
        int maxBody,
        int rateLimit,
        Tls tls) {

    /**
     * The files of a certificate and of its key, both in PEM.
     *
     * @param certificate empty, as the key is then, for no TLS
     */
    public record Tls(String certificate, String key) {

        public static final Tls NONE = new Tls("", "");

        public Tls {
            if (certificate.isEmpty() != key.isEmpty()) {
                throw new IllegalArgumentException((key.isEmpty() ? "http.tls_key" : "http.tls_certificate")
                        + ": empty (expected: a file, as the other is set)");
            }
        }

        public boolean isOn() {
            return !certificate.isEmpty();
        }
    }

    private static final int MAX_PORT = 65_535;
    private static final int MAX_RATE = 1_000_000;
    private static final int MIN_MAX_BODY = 1 << 10;
    private static final int MAX_MAX_BODY = 64 << 20;

    /** Loopback, port 4080, no token, any origin, 1 MiB. */
    public static final HttpConfig DEFAULT = new HttpConfig(true, "127.0.0.1", 4080, "", "*", 1 << 20, 0, Tls.NONE);

    public HttpConfig {
        if (address.isBlank()) {
            throw new IllegalArgumentException("http.address: empty (expected: a host name or address)");
        }
        check("http.port", port, 0, MAX_PORT);
        check("http.max_body", maxBody, MIN_MAX_BODY, MAX_MAX_BODY);
        check("http.rate_limit", rateLimit, 0, MAX_RATE);
        if (corsOrigin.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "http.cors_origin: " + corsOrigin + " (expected: *, one origin, or nothing)");
        }
    }

    /** The same at another port. */
    public HttpConfig onPort(final int newPort) {
        return new HttpConfig(enabled, address, newPort, tokenFile, corsOrigin, maxBody, rateLimit, tls);
    }

    /** The same with the tokens of this file; empty for none. */
    public HttpConfig withTokens(final String newTokenFile) {
        return new HttpConfig(enabled, address, port, newTokenFile, corsOrigin, maxBody, rateLimit, tls);
    }

    /** The same with this as Access-Control-Allow-Origin. */
    public HttpConfig withCorsOrigin(final String newCorsOrigin) {
        return new HttpConfig(enabled, address, port, tokenFile, newCorsOrigin, maxBody, rateLimit, tls);
    }

    /** The same with so many requests a second of one address. */
    public HttpConfig withRateLimit(final int newRateLimit) {
        return new HttpConfig(enabled, address, port, tokenFile, corsOrigin, maxBody, newRateLimit, tls);
    }

    /** The same with this certificate. */
    public HttpConfig withTls(final Tls newTls) {
        return new HttpConfig(enabled, address, port, tokenFile, corsOrigin, maxBody, rateLimit, newTls);
    }

    private static void check(final String key, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
