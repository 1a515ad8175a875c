package leela.ops.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.io.DatagramDecoder;
import leela.io.udp.KernelDrops;
import leela.io.udp.UdpConfig;
import leela.io.udp.UdpReceiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one UDP port, as many as configured, and what the kernel dropped before them.
 * Thread: the one that builds and closes the service; each receiver has its own.
 * Errors: {@link StartException} where the port cannot be had.
 */
final class UdpDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpDoor.class);

    /** Makes the receiver of one socket. */
    interface Maker {
        UdpReceiver make(String threadName, UdpConfig config, DatagramDecoder decoder) throws IOException;
    }

    private final String name;
    private final CounterId dropsCounter;
    private final List<UdpReceiver> receivers = new ArrayList<>();
    private final KernelDrops drops = new KernelDrops();
    private final InetSocketAddress address;

    /** Binds every socket, the first to the port of the configuration and the others to the port that gave. */
    UdpDoor(final UdpConfig config, final CounterId dropsCounter, final Supplier<DatagramDecoder> decoders, final Maker maker) {
        this.name = config.section();
        this.dropsCounter = dropsCounter;
        try {
            UdpConfig next = config;
            for (int i = 0; i < config.threads(); i++) {
                final UdpReceiver receiver = maker.make(threadName(i), next, decoders.get());
                receivers.add(receiver);
                next = config.withPort(receiver.address().getPort());
            }
            address = receivers.get(0).address();
            report(config);
        } catch (final IOException refused) {
            close();
            throw new StartException(refused.getMessage(), refused);
        }
    }

    void start() {
        receivers.forEach(UdpReceiver::start);
    }

    Listener listener() {
        return new Listener(name, Addresses.text(address));
    }

    /** Takes over what the kernel has counted so far. */
    void readDrops(final Counters counters) throws IOException {
        counters.set(dropsCounter, drops.read(address.getPort()));
    }

    @Override
    public void close() {
        receivers.forEach(UdpReceiver::close);
    }

    /** At most 15 characters. */
    private String threadName(final int number) {
        return "leela-" + name.substring(0, Math.min(7, name.length())) + "-" + number;
    }

    private void report(final UdpConfig config) throws IOException {
        final int granted = receivers.get(0).grantedBuffer();
        if (granted < config.receiveBuffer()) {
            LOG.warn("event=receive_buffer_smaller door={} asked={} granted={} hint=\"raise net.core.rmem_max\"", name, config.receiveBuffer(),
                    granted);
        }
    }
}
