package leela.io.output.proc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.RateLimit;
import leela.io.input.text.EventEncoder;
import leela.io.socket.MemoryBudget;
import leela.io.socket.PeerAccess;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SocketPath;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proc socket: standing queries of local programs ([protocols 5]). One thread serves all clients; the query thread
 * only fills their queues, so a slow client costs nobody but itself.
 * Thread: builder and closer any; the serving is its own thread's, {@code leela-proc}.
 * Memory: one budget for the buffers of all clients, {@link ProcConfig#maxMemory}; see {@link ProcConnection}; nothing
 * per event.
 * Errors: a path that cannot be bound throws. Clients beyond the bound are closed at once and counted; those that there
 * is no memory for, or that are not in the group, are told so. A fault costs its client alone. Without a file
 * descriptor, accepting waits.
 */
public final class ProcServer implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_MS = 2_000;
    private static final long LAST_FLUSH_NS = 1_000_000_000L;
    /**
     * Pause after an accept that failed: the process has no file descriptor left, and asking again at once gives none.
     */
    private static final long ACCEPT_PAUSE_MS = 100;

    private static final long ACCEPT_PAUSE_NS = ACCEPT_PAUSE_MS * 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How often it is looked for clients that are late. */
    private static final long LOOK_MS = 1_000;

    private static final long LOG_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final Logger LOG = LoggerFactory.getLogger(ProcServer.class);

    private final ReceiverContext context;
    private final SocketPath path;
    private final ServerSocketChannel listener;
    private final PeerAccess peers;
    private final ReadyList<ProcConnection> ready;
    private final ProcConnection.Context shared;
    private final Set<ProcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Consumer<SelectionKey> onKey = this::onKey;
    private final SelectionKey acceptKey;
    private final long patienceNs;
    private final long lookMs;
    private final RateLimit logLimit = new RateLimit(LOG_PERIOD_NS);
    private final Thread thread;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

    private long acceptFailedNs;
    private long lookedNs;
    private volatile boolean isClosing;
    private boolean isClosed;
    private long accepted;

    /** Binds; serves nobody before {@link #start}. */
    public ProcServer(final ProcConfig config, final QueryRegistry queries, final ReceiverContext context)
            throws IOException {
        this(config, PATIENCE, queries, context);
    }

    /** The same with another patience for frames that do not become whole. */
    ProcServer(
            final ProcConfig config,
            final Duration patience,
            final QueryRegistry queries,
            final ReceiverContext context)
            throws IOException {
        this.context = context;
        patienceNs = patience.toNanos();
        lookMs = Math.min(LOOK_MS, patience.toMillis());
        lookedNs = context.clock().ticksNs();
        path = new SocketPath(config.socket());
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            path.bind(to -> SocketChannel.open(to.streamAddress()).close(), to -> listener.bind(to.streamAddress()));
            peers = PeerAccess.of(config.group(), path.path());
            listener.configureBlocking(false);
            ready = new ReadyList<>(config.maxClients(), context.clock(), Selector.open());
            acceptKey = listener.register(ready.selector(), SelectionKey.OP_ACCEPT);
        } catch (final IOException failed) {
            listener.close();
            throw failed;
        }
        shared = new ProcConnection.Context(
                queries,
                config,
                new MemoryBudget(config.maxMemory(), ProcCounter.MEMORY, context.counters()),
                new UnsafeBuffer(ByteBuffer.allocateDirect(EventEncoder.MAX_LENGTH)),
                ready,
                context.clock(),
                context.counters(),
                new DepartureLog(),
                this::onClosed);
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
        cycle = DutyCycle.ofThisThread();
        while (!isClosing) {
            serve(timeoutMs());
            resumeAccepting();
            expire();
        }
        end();
    }

    private long timeoutMs() {
        if (acceptKey.interestOps() == 0) {
            return ACCEPT_PAUSE_MS;
        }
        return connections.isEmpty() ? 0 : lookMs;
    }

    /** Not before its pause is over, whatever else happens meanwhile. */
    private void resumeAccepting() {
        if (acceptKey.interestOps() == 0 && context.clock().ticksNs() - acceptFailedNs >= ACCEPT_PAUSE_NS) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void expire() {
        final long nowNs = context.clock().ticksNs();
        if (nowNs - lookedNs >= lookMs * 1_000_000) {
            lookedNs = nowNs;
            for (final ProcConnection connection : connections) {
                if (connection.hasExpired(nowNs, patienceNs)) {
                    context.counters().increment(ProcCounter.CLIENTS_EXPIRED);
                    connection.close();
                }
            }
        }
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
        } catch (final Throwable fault) {
            report(fault);
        }
        for (ProcConnection next = ready.poll(); next != null; next = ready.poll()) {
            beginTurn();
            serve(next);
        }
        if (cycle.isBegun()) {
            cycle.end(context.clock().ticksNs());
        }
    }

    private void beginTurn() {
        if (!cycle.isBegun()) {
            cycle.begin(context.clock().ticksNs());
        }
    }

    private void serve(final ProcConnection connection) {
        try {
            connection.onResults();
        } catch (final Throwable fault) {
            report(fault);
            connection.close();
        }
    }

    /** Not as an {@code Error}, which would end the engine: it can do without one client. */
    private void report(final Throwable fault) {
        context.onError().onError(BackgroundFault.of("the proc socket", fault));
    }

    private void onKey(final SelectionKey key) {
        beginTurn();
        if (key == acceptKey) {
            accept();
        } else {
            final ProcConnection connection = (ProcConnection) key.attachment();
            try {
                connection.onReady();
            } catch (final Throwable fault) {
                report(fault);
                connection.close();
            }
        }
    }

    private void accept() {
        try {
            final SocketChannel client = listener.accept();
            if (client != null) {
                admit(client);
            }
        } catch (final IOException failed) {
            final long nowNs = context.clock().ticksNs();
            acceptFailedNs = nowNs;
            acceptKey.interestOps(0);
            context.counters().increment(ProcCounter.ACCEPTS_FAILED);
            if (logLimit.permits(nowNs)) {
                LOG.warn(
                        "event=accept_failed path={} cause=\"{}\" since_last={}",
                        path,
                        failed.getMessage(),
                        logLimit.takeHeldBack());
            }
        }
    }

    private void admit(final SocketChannel client) throws IOException {
        if (connections.size() >= shared.config().maxClients()) {
            context.counters().increment(ProcCounter.CLIENTS_REFUSED);
            client.close();
            return;
        }
        final Optional<String> refusal = peers.refusal(client);
        if (refusal.isPresent()) {
            deny(client, refusal.get());
        } else {
            connections.add(connection(client));
            context.counters().set(ProcCounter.CLIENTS, connections.size());
        }
    }

    private void deny(final SocketChannel client, final String reason) throws IOException {
        context.counters().increment(ProcCounter.CLIENTS_DENIED);
        if (logLimit.permits(context.clock().ticksNs())) {
            LOG.warn("event=client_denied path={} reason=\"{}\" since_last={}", path, reason, logLimit.takeHeldBack());
        }
        try (client) {
            client.configureBlocking(false);
            client.write(ProcConnection.refusal());
        }
    }

    private ProcConnection connection(final SocketChannel client) throws IOException {
        try {
            return new ProcConnection("proc-" + ++accepted, user(client), client, shared);
        } catch (final IOException failed) {
            client.close();
            throw failed;
        }
    }

    /** Who is at the other end, as the kernel knows: one user's connections share what events may cost. */
    private static String user(final SocketChannel client) throws IOException {
        return "user "
                + client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    }

    private void onClosed(final ProcConnection connection) {
        connections.remove(connection);
        context.counters().set(ProcCounter.CLIENTS, connections.size());
    }
}
