package leela.io.transport.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.io.input.DatagramDecoder;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.text.TextCounter;
import leela.io.socket.ChannelBatch;
import leela.io.socket.DatagramBatch;
import leela.io.socket.ReceiverContext;
import leela.io.socket.RecvmmsgBatch;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket and the thread that reads it into a decoder. When the ring is full the decoder waits, the kernel's
 * buffer fills, and the kernel counts what it drops: see {@link KernelDrops}. On close, what the kernel still holds is
 * read first.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: the batch's; nothing per datagram.
 * Errors: a socket that cannot be bound throws; what reading throws goes to the error handler, and reading goes on.
 */
public final class UdpReceiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpReceiver.class);
    private static final long CLOSE_TIMEOUT_NS = 2_000_000_000L;
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "pong".getBytes(StandardCharsets.US_ASCII);
    private static final Consumer<SelectionKey> READABLE = key -> {};

    private final DatagramDecoder decoder;
    private final boolean knowsPing;
    /** One ping to a group would be answered by many. */
    private final boolean answersPing;

    private final boolean isBusyPolling;
    private final Clock clock;
    private final Counters counters;
    private final Counter datagrams;
    private final ErrorHandler onError;
    private final DatagramChannel channel;
    private final Selector selector;
    private final DatagramBatch batch;
    private final Thread thread;
    private volatile boolean isClosing;

    /**
     * Binds; reads nothing before {@link #start}.
     *
     * @param name      of the thread, at most 15 characters
     * @param datagrams what counts the datagrams read
     */
    public static UdpReceiver text(
            final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder, final ReceiverContext context)
            throws IOException {
        return new UdpReceiver(name, endpoint, decoder, true, TextCounter.DATAGRAMS, context);
    }

    /** As {@link #text}, for collectd packets: no ping. */
    public static UdpReceiver collectd(
            final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder, final ReceiverContext context)
            throws IOException {
        return new UdpReceiver(name, endpoint, decoder, false, CollectdCounter.DATAGRAMS, context);
    }

    private UdpReceiver(
            final String name,
            final UdpEndpoint endpoint,
            final DatagramDecoder decoder,
            final boolean knowsPing,
            final Counter datagrams,
            final ReceiverContext context)
            throws IOException {
        this.decoder = decoder;
        this.knowsPing = knowsPing;
        answersPing = !endpoint.isMulticast();
        isBusyPolling = endpoint.isBusyPolling();
        this.datagrams = datagrams;
        clock = context.clock();
        counters = context.counters();
        onError = context.onError();
        channel = endpoint.open();
        try {
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            batch = batch(channel);
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

    private static DatagramBatch batch(final DatagramChannel channel) {
        try {
            return new RecvmmsgBatch(channel);
        } catch (final LinkageError missing) {
            LOG.info("event=recvmmsg_missing reason=\"{}\"; datagrams are read one by one", missing.getMessage());
            return new ChannelBatch(channel);
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                if (!readBatch()) {
                    await();
                }
            }
            drain();
        } catch (final ClosedChannelException | ClosedSelectorException closed) {
            return;
        } catch (final IOException broken) {
            onError.onError(broken);
        }
    }

    private void await() throws IOException {
        if (isBusyPolling) {
            Thread.onSpinWait();
        } else {
            selector.select(READABLE);
        }
    }

    private void drain() throws ClosedChannelException {
        final long deadlineNs = clock.ticksNs() + CLOSE_TIMEOUT_NS / 2;
        while (clock.ticksNs() - deadlineNs < 0 && readBatch()) {
            // until the kernel has no more
        }
    }

    /**
     * Reads what stands in line and publishes it together; false if there was nothing. A datagram that fails costs
     * itself alone.
     */
    private boolean readBatch() throws ClosedChannelException {
        try {
            final int count = batch.receive();
            if (count > 0) {
                counters.add(datagrams, count);
                decodeAll(count, clock.timeNs());
            }
            return count > 0;
        } catch (final IOException | RuntimeException failed) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            onError.onError(failed);
            return true;
        }
    }

    private void decodeAll(final int count, final long nowNs) {
        decoder.hold();
        for (int i = 0; i < count; i++) {
            try {
                decode(i, nowNs);
            } catch (final IOException | RuntimeException failed) {
                onError.onError(failed);
            }
        }
        decoder.release();
    }

    private void decode(final int index, final long nowNs) throws IOException {
        final int length = batch.length(index);
        if (knowsPing && isPing(batch.datagram(index), length)) {
            pong(index);
        } else {
            decoder.decode(batch.datagram(index), length, nowNs);
        }
    }

    private void pong(final int index) throws IOException {
        if (answersPing) {
            counters.increment(TextCounter.PINGS);
            channel.send(ByteBuffer.wrap(PONG), batch.sender(index));
        }
    }

    private static boolean isPing(final DirectBuffer buffer, final int length) {
        if (length < PING.length
                || length > PING.length + 1
                || length > PING.length && buffer.getByte(PING.length) != '\n') {
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
