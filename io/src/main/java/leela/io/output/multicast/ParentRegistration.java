package leela.io.output.multicast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.NamedThreads;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers our queries' databus at another instance's {@code timeline-multicast}, once a second, so that its events
 * come here ([protocols 5.1]). The parent may come and go.
 * Thread: one of its own, {@code leela-parent}.
 * Errors: a parent that is unavailable is logged once per change of state.
 */
public final class ParentRegistration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ParentRegistration.class);
    private static final long PERIOD_MS = 1000;

    private final SocketPath parent;
    private final ByteBuffer datagram;
    private final ScheduledExecutorService timer;
    private boolean isPresent;
    private boolean isKnown;

    /**
     * Does nothing before {@link #start}.
     *
     * @param parent  the other instance's registration socket
     * @param databus absolute path of the socket that is to get its events
     */
    public ParentRegistration(final Path parent, final Path databus, final ErrorHandler onError) throws IOException {
        this.parent = new SocketPath(parent);
        final byte[] path = new SocketPath(databus).toString().getBytes(StandardCharsets.UTF_8);
        datagram = ByteBuffer.allocateDirect(path.length).put(path).flip();
        timer = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-parent", onError));
    }

    public void start() {
        final var unused = timer.scheduleAtFixedRate(this::register, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Registers once; whether the parent was there. */
    boolean register() {
        boolean isThere = false;
        String cause = "its queue is full";
        try (UnixDatagramSocket socket = UnixDatagramSocket.connected(parent)) {
            socket.neverBlock();
            isThere = socket.write(datagram.rewind()) > 0;
        } catch (final IOException absent) {
            cause = absent.getMessage();
        }
        if (!isKnown || isThere != isPresent) {
            report(isThere, cause);
        }
        isKnown = true;
        isPresent = isThere;
        return isThere;
    }

    private void report(final boolean isThere, final String cause) {
        if (isThere) {
            LOG.info("event=parent_joined path={}", parent);
        } else {
            LOG.warn("event=parent_unavailable path={} cause=\"{}\"", parent, cause);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
