package leela.io.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import leela.engine.counters.Counter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where programs of this machine connect to: a unix stream socket, which lets in whom {@link PeerAccess} does.
 * Thread: the one of its selector; building and closing any.
 * Errors: a path that cannot be bound throws. Who is not let in is told so, and counted. Without a file descriptor,
 * accepting pauses.
 */
public final class LocalListener implements AutoCloseable {

    private static final long LOG_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final Logger LOG = LoggerFactory.getLogger(LocalListener.class);

    private final SocketPath path;
    private final ReceiverContext context;
    private final Figures figures;
    private final Function<String, byte[]> refusal;
    private final ServerSocketChannel channel;
    private final PeerAccess peers;
    private final SelectionKey key;
    private final AcceptPause pause;
    private final RateLimit logLimit = new RateLimit(LOG_PERIOD_NS);

    /**
     * What is counted.
     *
     * @param denied   clients outside of the group
     * @param failures accepts that failed
     */
    public record Figures(Counter denied, Counter failures) {}

    /** Takes a client that is let in; its channel does not block. */
    public interface Admission {
        void admit(SocketChannel client) throws IOException;
    }

    /**
     * Binds, and registers with the selector.
     *
     * @param group   whose members are let in; empty for all who can open the file
     * @param refusal what a client is told that is not let in, of the reason
     */
    public LocalListener(
            final Path socket,
            final String group,
            final Selector selector,
            final ReceiverContext context,
            final Figures figures,
            final Function<String, byte[]> refusal)
            throws IOException {
        path = new SocketPath(socket);
        this.context = context;
        this.figures = figures;
        this.refusal = refusal;
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            path.bind(to -> SocketChannel.open(to.streamAddress()).close(), to -> channel.bind(to.streamAddress()));
            peers = PeerAccess.of(group, path.path());
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_ACCEPT);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
        pause = new AcceptPause(path.path().toString(), List.of(key), context, figures.failures);
    }

    /** Where it listens: an absolute path. */
    public Path path() {
        return path.path();
    }

    /** Who is at the other end. */
    public PeerAccess peers() {
        return peers;
    }

    /** Waits while no client can be accepted. */
    public AcceptPause pause() {
        return pause;
    }

    /** Whether the selector told of a client that waits here. */
    public boolean is(final SelectionKey ready) {
        return ready == key;
    }

    /** Accepts the next client, and lets it in where it may. One that leaves meanwhile is closed. */
    public void accept(final Admission admission) {
        final SocketChannel client = pause.accept(channel);
        if (client == null) {
            return;
        }
        try {
            client.configureBlocking(false);
            final Optional<String> reason = peers.refusal(client);
            if (reason.isPresent()) {
                deny(client, reason.get());
            } else {
                admission.admit(client);
            }
        } catch (final IOException gone) {
            closeQuietly(client);
        }
    }

    private void deny(final SocketChannel client, final String reason) throws IOException {
        context.counters().increment(figures.denied);
        if (logLimit.permits(context.clock().ticksNs())) {
            LOG.warn(
                    "event=client_denied listener={} reason=\"{}\" since_last={}",
                    path,
                    reason,
                    logLimit.takeHeldBack());
        }
        refuse(client, reason);
    }

    private void closeQuietly(final SocketChannel client) {
        try {
            client.close();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }

    /** Tells the client why it is not served, and closes it. */
    public void refuse(final SocketChannel client, final String reason) throws IOException {
        try (client) {
            client.write(ByteBuffer.wrap(refusal.apply(reason)));
        }
    }

    /** Accepts nobody any more. */
    public void end() {
        key.cancel();
    }

    /** Removes the socket's file. */
    @Override
    public void close() throws IOException {
        channel.close();
        path.remove();
    }
}
