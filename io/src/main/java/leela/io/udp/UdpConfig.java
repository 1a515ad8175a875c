package leela.io.udp;

/**
 * One UDP door: the text protocol's, or collectd's.
 * Thread: immutable.
 *
 * @param section       the configuration section it comes from, for messages
 * @param enabled       whether to listen at all
 * @param address       host name or literal address to bind
 * @param port          0 to 65535; 0 takes any free one
 * @param receiveBuffer bytes asked of the kernel; it may grant less (net.core.rmem_max)
 * @param threads       sockets that share the port, each with a thread; 1 to 64
 */
public record UdpConfig(String section, boolean enabled, String address, int port, int receiveBuffer, int threads) {

    private static final int DEFAULT_RECEIVE_BUFFER = 8 << 20;
    private static final int MIN_RECEIVE_BUFFER = 4 << 10;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_THREADS = 64;

    /** The text protocol's door, on loopback. */
    public static final UdpConfig TEXT = new UdpConfig("udp", true, "127.0.0.1", 6968, DEFAULT_RECEIVE_BUFFER, 1);
    /** collectd's door, on loopback. */
    public static final UdpConfig COLLECTD = new UdpConfig("collectd", true, "127.0.0.1", 25_826, DEFAULT_RECEIVE_BUFFER, 1);

    public UdpConfig {
        if (address.isBlank()) {
            throw new IllegalArgumentException(section + ".address: empty (expected: a host name or address)");
        }
        check(section + ".port", port, 0, MAX_PORT);
        check(section + ".receive_buffer", receiveBuffer, MIN_RECEIVE_BUFFER, Integer.MAX_VALUE);
        check(section + ".threads", threads, 1, MAX_THREADS);
    }

    private static void check(final String key, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }

    /** The same door on another port. */
    public UdpConfig withPort(final int otherPort) {
        return new UdpConfig(section, enabled, address, otherPort, receiveBuffer, threads);
    }
}
