package leela.ops.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.NamedThreads;
import leela.io.input.DatagramProtocol;
import leela.io.socket.ReceiverContext;
import leela.io.transport.udp.KernelDrops;
import leela.io.transport.udp.UdpConfig;
import leela.io.transport.udp.UdpEndpoint;
import leela.io.transport.udp.UdpReceiver;
import leela.ops.input.UdpInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one UDP port, for each address as many as configured, and what the kernel dropped before them.
 * Thread: the one that builds and closes the service; each receiver has its own.
 * Errors: {@link StartException} where the port cannot be had.
 */
final class UdpListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    private final String name;
    private final Counter kernelDropped;
    private final EngineCore core;
    private final ReceiverContext context;
    private final List<UdpReceiver> receivers = new ArrayList<>();
    private final KernelDrops drops = new KernelDrops();
    private final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    private int port;

    /**
     * Binds every socket, the first to the port of the configuration and the others, of all addresses, to the port that
     * gave.
     */
    UdpListener(final UdpInput input, final EngineCore core, final ReceiverContext context) {
        final UdpConfig config = input.config();
        final DatagramProtocol protocol = protocol(input, context);
        this.name = input.name();
        this.kernelDropped = input.kernelDropped();
        this.core = core;
        this.context = context;
        try {
            port = config.port();
            for (final String address : config.addresses()) {
                port = bind(UdpEndpoint.of(config, address).withPort(port), protocol);
            }
            report(config);
        } catch (final IOException refused) {
            close();
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private static DatagramProtocol protocol(final UdpInput input, final ReceiverContext context) {
        try {
            return input.protocol().apply(context.counters());
        } catch (final IllegalArgumentException unreadable) {
            throw new StartException(unreadable.getMessage(), unreadable);
        }
    }

    void start() {
        receivers.forEach(UdpReceiver::start);
    }

    /** One for each address. */
    List<Listener> listeners() {
        return addresses.stream()
                .map(address -> new Listener(name, Addresses.text(address)))
                .toList();
    }

    /** Takes over what the kernel has counted so far; it forgets with the sockets, so a lower count is none. */
    void readDrops() throws IOException {
        final Counters counters = context.counters();
        counters.set(kernelDropped, Math.max(counters.read(kernelDropped), drops.read(port)));
    }

    /** Reads the kernel's count for the last time, while there still is one. */
    @Override
    public void close() {
        try {
            readDrops();
        } catch (final IOException unreadable) {
            LOG.warn("event=kernel_drops_unread listener={} reason=\"{}\"", name, unreadable.getMessage());
        }
        receivers.forEach(UdpReceiver::close);
    }

    /** Binds all sockets of one address, and gives the port that they share. */
    private int bind(final UdpEndpoint endpoint, final DatagramProtocol protocol) throws IOException {
        int boundPort = endpoint.port();
        for (int i = 0; i < endpoint.sockets(); i++) {
            final UdpReceiver receiver = new UdpReceiver(
                    threadName(),
                    endpoint.withPort(boundPort),
                    protocol.input(core.producer(protocol.source())),
                    context);
            receivers.add(receiver);
            addresses.add(receiver.address());
            boundPort = receiver.address().getPort();
        }
        return boundPort;
    }

    /** Such as {@code leela-udp-0}; a long name is cut so that the number fits. */
    private String threadName() {
        final String prefix = "leela-" + name;
        final String suffix = "-" + receivers.size();
        return prefix.substring(0, Math.min(prefix.length(), NamedThreads.MAX_NAME_LENGTH - suffix.length())) + suffix;
    }

    private void report(final UdpConfig config) throws IOException {
        final int granted = receivers.get(0).grantedBuffer();
        if (granted < config.receiveBuffer()) {
            LOG.warn(
                    "event=receive_buffer_smaller listener={} asked={} granted={} hint=\"raise "
                            + "net.core.rmem_max, or CAP_NET_ADMIN\"",
                    name,
                    config.receiveBuffer(),
                    granted);
        }
    }
}
