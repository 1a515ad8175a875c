package leela.io.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import leela.engine.agent.Clock;
import leela.engine.agent.NamedThreads;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.io.DatagramDecoder;
import leela.io.ReceiverContext;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One UDP socket and the thread that reads it into a decoder. When the ring is full the decoder waits, the kernel's buffer fills,
 * and the kernel counts what it drops: see {@link KernelDrops}. On close, what the kernel still holds is read first.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: one 64 KiB buffer; nothing per datagram of the same sender as the one before.
 * Errors: a socket that cannot be bound throws; what reading throws goes to the error handler, and reading goes on.
 */
public final class UdpReceiver implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_536;
    private static final long CLOSE_TIMEOUT_NS = 2_000_000_000L;
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "pong".getBytes(StandardCharsets.US_ASCII);
    private static final Consumer<SelectionKey> READABLE = key -> { };

    private final DatagramDecoder decoder;
    private final boolean knowsPing;
    /** One ping to a group would be answered by many. */
    private final boolean answersPing;
    private final Clock clock;
    private final Counters counters;
    private final CounterId datagrams;
    private final ErrorHandler onError;
    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final Thread thread;
    private volatile boolean isClosing;

    /**
     * Binds; reads nothing before {@link #start}.
     *
     * @param name      of the thread, at most 15 characters
     * @param datagrams what counts the datagrams read
     */
    public static UdpReceiver text(final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder,
            final ReceiverContext context) throws IOException {
        return new UdpReceiver(name, endpoint, decoder, true, CounterId.UDP_DATAGRAMS, context);
    }

    /** As {@link #text}, for collectd packets: no ping. */
    public static UdpReceiver collectd(final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder,
            final ReceiverContext context) throws IOException {
        return new UdpReceiver(name, endpoint, decoder, false, CounterId.COLLECTD_DATAGRAMS, context);
    }

    private UdpReceiver(final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder, final boolean knowsPing,
            final CounterId datagrams, final ReceiverContext context) throws IOException {
        this.decoder = decoder;
        this.knowsPing = knowsPing;
        answersPing = !endpoint.isMulticast();
        this.datagrams = datagrams;
        clock = context.clock();
        counters = context.counters();
        onError = context.onError();
        channel = endpoint.open();
        try {
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
        thread = NamedThreads.named(name, onError, this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** Bytes of receive buffer the kernel granted; it doubles them for its own book-keeping. */
    public int grantedBuffer() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    /** Reads what the kernel still holds, then closes; from any thread. */
    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT_NS / 1_000_000);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            channel.close();
            selector.close();
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                readAll();
                selector.select(READABLE);
            }
            readAll();
        } catch (final ClosedChannelException | ClosedSelectorException closed) {
            return;
        } catch (final IOException broken) {
            onError.onError(broken);
        }
    }

    /** Reads until the kernel has no more, or, when closing, until the time is up. */
    private void readAll() throws IOException {
        final long deadlineNs = clock.ticksNs() + CLOSE_TIMEOUT_NS / 2;
        boolean hasMore = true;
        decoder.hold();
        try {
            while (hasMore && (!isClosing || clock.ticksNs() - deadlineNs < 0)) {
                hasMore = readOne();
            }
        } finally {
            decoder.release();
        }
    }

    /** False if there was none. A datagram that cannot be handled costs itself alone. */
    private boolean readOne() throws ClosedChannelException {
        bytes.clear();
        try {
            final SocketAddress sender = channel.receive(bytes);
            if (sender != null) {
                receive(sender);
            }
            return sender != null;
        } catch (final ClosedChannelException closed) {
            throw closed;
        } catch (final IOException | RuntimeException failed) {
            onError.onError(failed);
            return true;
        }
    }

    private void receive(final SocketAddress sender) throws IOException {
        counters.increment(datagrams);
        final int length = bytes.position();
        if (knowsPing && isPing(length)) {
            pong(sender);
        } else {
            decoder.decode(buffer, length, clock.timeNs());
        }
    }

    private void pong(final SocketAddress sender) throws IOException {
        if (answersPing) {
            counters.increment(CounterId.UDP_PINGS);
            channel.send(ByteBuffer.wrap(PONG), sender);
        }
    }

    private boolean isPing(final int length) {
        if (length < PING.length || length > PING.length + 1 || length > PING.length && buffer.getByte(PING.length) != '\n') {
            return false;
        }
        for (int i = 0; i < PING.length; i++) {
            if (buffer.getByte(i) != PING[i]) {
                return false;
            }
        }
        return true;
    }
}
