package leela.ops.config;

/** The section [http]. Thread: immutable. */
public record HttpConfig(boolean enabled, String address, int port, String tokenFile, String corsOrigin, long maxBodyBytes) {

    public static final HttpConfig DEFAULT = new HttpConfig(true, "127.0.0.1", 4080, "", "*", 1 << 20);

    public HttpConfig {
        Checks.range("http.port", port, 0, Checks.MAX_PORT);
        if (maxBodyBytes < 1 || maxBodyBytes > 1 << 30) {
            throw new IllegalArgumentException("http.max_body: " + Quantity.ofBytes(maxBodyBytes) + " (expected: 1B-1GiB)");
        }
    }
}
