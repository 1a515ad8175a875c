package leela.io.output.proc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.runtime.NamedThreads;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SocketPath;

/**
 * The proc socket: standing queries of local programs ([protocols 5]). One thread serves all clients; the query thread
 * only fills their queues, so a slow client costs nobody but itself.
 * Thread: builder and closer any; the serving is its own thread's, {@code leela-proc}.
 * Memory: see {@link ProcConnection}; nothing per event.
 * Errors: a path that cannot be bound throws. Clients beyond the bound are closed at once and counted.
 */
public final class ProcServer implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_MS = 2_000;
    private static final long LAST_FLUSH_NS = 1_000_000_000L;
    /**
     * Pause after an accept that failed: the process has no file descriptor left, and asking again at once gives none.
     */
    private static final long ACCEPT_PAUSE_MS = 100;

    private final ReceiverContext context;
    private final SocketPath path;
    private final ServerSocketChannel listener;
    private final ReadyList<ProcConnection> ready;
    private final ProcConnection.Context shared;
    private final Set<ProcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Consumer<SelectionKey> onKey = this::onKey;
    private final SelectionKey acceptKey;
    private final Thread thread;
    private volatile boolean isClosing;
    private boolean isClosed;
    private long accepted;

    /** Binds; serves nobody before {@link #start}. */
    public ProcServer(final ProcConfig config, final QueryRegistry queries, final ReceiverContext context)
            throws IOException {
        this.context = context;
        path = new SocketPath(config.socket());
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            path.bind(to -> SocketChannel.open(to.streamAddress()).close(), to -> listener.bind(to.streamAddress()));
            listener.configureBlocking(false);
            ready = new ReadyList<>(config.maxClients(), context.clock(), Selector.open());
            acceptKey = listener.register(ready.selector(), SelectionKey.OP_ACCEPT);
        } catch (final IOException failed) {
            listener.close();
            throw failed;
        }
        shared = new ProcConnection.Context(queries, config, ready, context.counters(), this::onClosed);
        thread = NamedThreads.named("leela-proc", context.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens: an absolute path. */
    public Path path() {
        return path.path();
    }

    /** What each client has had so far; any thread. */
    public List<ProcFigures> figures() {
        return connections.stream().map(ProcConnection::figures).toList();
    }

    /**
     * Accepts nobody new, ends all queries, writes what they have still to emit, for a second at most, and closes; from
     * any thread.
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isClosing = true;
        ready.wake();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            listener.close();
            path.remove();
            ready.close();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }

    private void run() {
        while (!isClosing) {
            serve(acceptKey.interestOps() == 0 ? ACCEPT_PAUSE_MS : 0);
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
        end();
    }

    private void end() {
        acceptKey.cancel();
        connections.forEach(ProcConnection::finish);
        final long deadlineNs = context.clock().ticksNs() + LAST_FLUSH_NS;
        while (!connections.isEmpty() && context.clock().ticksNs() - deadlineNs < 0) {
            serve(ACCEPT_PAUSE_MS);
        }
        connections.forEach(ProcConnection::close);
    }

    /** One turn: sockets that are ready, then connections with results. */
    private void serve(final long timeoutMs) {
        try {
            ready.await(onKey, timeoutMs);
        } catch (final IOException | RuntimeException fault) {
            context.onError().onError(fault);
        }
        for (ProcConnection next = ready.poll(); next != null; next = ready.poll()) {
            serve(next);
        }
    }

    private void serve(final ProcConnection connection) {
        try {
            connection.onResults();
        } catch (final RuntimeException fault) {
            context.onError().onError(fault);
            connection.close();
        }
    }

    private void onKey(final SelectionKey key) {
        if (key == acceptKey) {
            accept();
        } else {
            final ProcConnection connection = (ProcConnection) key.attachment();
            try {
                connection.onReady();
            } catch (final RuntimeException fault) {
                context.onError().onError(fault);
                connection.close();
            }
        }
    }

    private void accept() {
        try {
            final SocketChannel client = listener.accept();
            if (client == null) {
                return;
            }
            if (connections.size() >= shared.config().maxClients()) {
                context.counters().increment(ProcCounter.CLIENTS_REFUSED);
                client.close();
                return;
            }
            connections.add(new ProcConnection("proc-" + ++accepted, client, shared));
            context.counters().set(ProcCounter.CLIENTS, connections.size());
        } catch (final IOException failed) {
            acceptKey.interestOps(0);
            context.onError().onError(failed);
        }
    }

    private void onClosed(final ProcConnection connection) {
        connections.remove(connection);
        context.counters().set(ProcCounter.CLIENTS, connections.size());
    }
}
