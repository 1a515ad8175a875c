package leela.io.transport.udp;

import java.util.HashSet;
import java.util.List;

/**
 * One UDP port.
 * Thread: immutable.
 *
 * @param section            the configuration section it comes from, for messages
 * @param enabled            whether to listen at all
 * @param addresses          host names or literal addresses to bind, or multicast groups to join
 * @param multicastInterface name of the network interface where groups are joined; empty: the first that is up, takes
 *                           multicast, and leads out of this machine
 * @param port               of all addresses, 0 to 65535; 0 takes any free one
 * @param receiveBuffer      bytes asked of the kernel for each socket, which uses them only while the engine is behind;
 *                           it may grant less (net.core.rmem_max, unless the process has CAP_NET_ADMIN)
 * @param threads            sockets that share the port of an address, each with a thread; 1 to 64; a multicast group
 *                           has one
 * @param busyPoll           whether those threads look again at once where there is nothing to read, and never sleep:
 *                           takes the wake-up, some 50 µs, off the way of a datagram, and a core each
 */
public record UdpConfig(
        String section,
        boolean enabled,
        List<String> addresses,
        String multicastInterface,
        int port,
        int receiveBuffer,
        int threads,
        boolean busyPoll) {

    /** This machine only. */
    public static final List<String> LOOPBACK = List.of("127.0.0.1");

    private static final int DEFAULT_RECEIVE_BUFFER = 32 << 20;
    private static final int MIN_RECEIVE_BUFFER = 4 << 10;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_THREADS = 64;

    /** The defaults of a port: on this machine only, with one thread. */
    public static UdpConfig onLoopback(final String section, final int port) {
        return new UdpConfig(section, true, LOOPBACK, "", port, DEFAULT_RECEIVE_BUFFER, 1, false);
    }

    public UdpConfig {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    section + ".address: empty (expected: a host name or address, or several)");
        }
        if (new HashSet<>(addresses).size() < addresses.size()) {
            throw new IllegalArgumentException(
                    section + ".address: " + String.join(", ", addresses) + " (expected: each once)");
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
}
