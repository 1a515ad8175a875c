package leela.io.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import leela.io.socket.AcceptPause;
import leela.io.socket.PortInUse;
import leela.io.socket.ReceiverContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of one port, one for each address.
 * Thread: the receiver's; building and closing any.
 * Errors: an address that cannot be bound throws. Without a file descriptor, accepting pauses.
 */
final class ListeningSockets implements AutoCloseable {

    private static final int BACKLOG = 1024;
    /** A peer that is gone without a word is noticed within two minutes. */
    private static final int KEEP_IDLE_SECONDS = 60;

    private static final int KEEP_INTERVAL_SECONDS = 15;
    private static final int KEEP_COUNT = 4;
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);

    private final String section;
    private final AcceptPause pause;
    private final List<ServerSocketChannel> channels = new ArrayList<>();

    ListeningSockets(final TcpConfig config, final Selector selector, final ReceiverContext context)
            throws IOException {
        section = config.section();
        final List<SelectionKey> keys = new ArrayList<>();
        try {
            int port = config.port();
            for (final String address : config.addresses()) {
                port = bind(address(address), port);
            }
            for (final ServerSocketChannel channel : channels) {
                keys.add(channel.register(selector, SelectionKey.OP_ACCEPT, this));
            }
        } catch (final IOException failed) {
            close();
            throw failed;
        }
        pause = new AcceptPause(section, keys, context, TcpCounter.ACCEPTS_FAILED);
    }

    private InetAddress address(final String name) throws IOException {
        try {
            return InetAddress.getByName(name);
        } catch (final UnknownHostException unknown) {
            throw new IOException(
                    section + ".address: " + name + " (expected: an address, or the name of a host that is known)",
                    unknown);
        }
    }

    private int bind(final InetAddress address, final int port) throws IOException {
        final ServerSocketChannel channel = ServerSocketChannel.open();
        channels.add(channel);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, port), BACKLOG);
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (final IOException failed) {
            throw new IOException(
                    section + ": cannot listen on tcp " + address.getHostAddress() + ":" + port + ": "
                            + failed.getMessage()
                            + PortInUse.hint(section, false, port, failed.getMessage()),
                    failed);
        }
    }

    List<InetSocketAddress> addresses() throws IOException {
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (final ServerSocketChannel channel : channels) {
            addresses.add((InetSocketAddress) channel.getLocalAddress());
        }
        return addresses;
    }

    /** The next connection that waits at one of the sockets, not blocking, or null. */
    SocketChannel accept(final SelectionKey key) {
        return pause.accept((ServerSocketChannel) key.channel());
    }

    /** Sets what a connection needs that was accepted. */
    static void prepare(final SocketChannel sender) throws IOException {
        try {
            sender.configureBlocking(false);
            sender.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            sender.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
            sender.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
            sender.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
        } catch (final UnsupportedOperationException elsewhere) {
            LOG.debug("event=keepalive_times_not_set reason=\"{}\"", elsewhere.getMessage());
        }
    }

    /** Waits while no connection can be accepted. */
    AcceptPause pause() {
        return pause;
    }

    @Override
    public void close() throws IOException {
        for (final ServerSocketChannel channel : channels) {
            channel.close();
        }
    }
}
