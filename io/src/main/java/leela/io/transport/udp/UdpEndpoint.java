package leela.io.transport.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.stream.Collectors;
import leela.io.socket.PortInUse;
import leela.io.socket.SystemCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address of a port, and how its sockets are opened. A socket of a multicast group is bound to the group, so that
 * it gets nothing else, and lets other programs of this machine listen to the group too. A group has one socket:
 * further ones would each get every datagram.
 * Thread: immutable.
 * Errors: {@link IOException} with a sentence that names the configuration's key, or section and address.
 *
 * @param sockets            that share the port
 * @param multicastInterface where a group is joined; see {@link UdpConfig}
 * @param isBusyPolling      whether the threads of its sockets never sleep
 */
public record UdpEndpoint(
        String section,
        InetAddress address,
        int port,
        int receiveBuffer,
        int sockets,
        String multicastInterface,
        boolean isBusyPolling) {

    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    /** Looks one of the port's addresses up. */
    public static UdpEndpoint of(final UdpConfig config, final String address) throws IOException {
        try {
            final InetAddress found = InetAddress.getByName(address);
            return new UdpEndpoint(
                    config.section(),
                    found,
                    config.port(),
                    config.receiveBuffer(),
                    found.isMulticastAddress() ? 1 : config.threads(),
                    config.multicastInterface(),
                    config.busyPoll());
        } catch (final UnknownHostException unknown) {
            throw new IOException(
                    config.section() + ".address: " + address
                            + " (expected: an address, or the name of a host that is known)",
                    unknown);
        }
    }

    /** The same address with another port. */
    public UdpEndpoint withPort(final int otherPort) {
        return new UdpEndpoint(section, address, otherPort, receiveBuffer, sockets, multicastInterface, isBusyPolling);
    }

    boolean isMulticast() {
        return address.isMulticastAddress();
    }

    /** Binds a socket that does not block. */
    DatagramChannel open() throws IOException {
        final NetworkInterface joined = isMulticast() ? joinedInterface() : null;
        final DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            enlarge(channel);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, isMulticast());
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, sockets > 1);
            channel.bind(new InetSocketAddress(address, port));
            if (joined != null) {
                channel.join(address, joined);
            }
            return channel;
        } catch (final IOException failed) {
            channel.close();
            throw new IOException(
                    section + ": cannot listen on udp " + address.getHostAddress() + ":" + port
                            + (joined == null ? "" : " of " + joined.getName()) + ": " + failed.getMessage()
                            + PortInUse.hint(section, true, port, failed.getMessage()),
                    failed);
        }
    }

    /** As far as net.core.rmem_max lets it, or all the way where this process may pass that. */
    private void enlarge(final DatagramChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        if (channel.getOption(StandardSocketOptions.SO_RCVBUF) < receiveBuffer) {
            try {
                SystemCalls.forceReceiveBuffer(channel, receiveBuffer);
            } catch (final LinkageError missing) {
                LOG.debug("event=receive_buffer_not_forced reason=\"{}\"", missing.getMessage());
            }
        }
    }

    private NetworkInterface joinedInterface() throws IOException {
        final List<NetworkInterface> all = NetworkInterface.networkInterfaces().toList();
        for (final NetworkInterface one : all) {
            if (multicastInterface.isEmpty() ? isOutward(one) : one.getName().equals(multicastInterface)) {
                return one;
            }
        }
        throw new IOException(section + ".multicast_interface: \"" + multicastInterface + "\" (expected: one of "
                + all.stream().map(NetworkInterface::getName).sorted().collect(Collectors.joining(", ")) + ")");
    }

    private static boolean isOutward(final NetworkInterface one) throws SocketException {
        return one.isUp() && one.supportsMulticast() && !one.isLoopback();
    }
}
