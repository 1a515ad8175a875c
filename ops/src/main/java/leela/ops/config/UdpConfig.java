package leela.ops.config;

/** The section [udp]. Thread: immutable. */
public record UdpConfig(boolean enabled, String address, int port, long receiveBufferBytes, int threads) {

    public static final UdpConfig DEFAULT = new UdpConfig(true, "127.0.0.1", 6968, 8 << 20, 1);

    public UdpConfig {
        Checks.range("udp.port", port, 0, Checks.MAX_PORT);
        Checks.range("udp.threads", threads, 1, 64);
    }
}
