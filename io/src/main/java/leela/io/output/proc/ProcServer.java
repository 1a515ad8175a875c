package leela.io.output.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.io.input.text.EventEncoder;
import leela.io.socket.LocalListener;
import leela.io.socket.MemoryBudget;
import leela.io.socket.ReceiverContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The proc socket: standing queries of local programs ([protocols 5]). One thread serves all clients; the query thread
 * only fills their queues, so a slow client costs nobody but itself.
 * Thread: builder and closer any; the serving is its own thread's, {@code leela-proc}.
 * Memory: one budget for the buffers of all clients, {@link ProcConfig#maxMemory}; see {@link ProcConnection}; nothing
 * per event.
 * Errors: a path that cannot be bound throws. Clients beyond the bound, those that there is no memory for, and those
 * that are not in the group are told that they are refused, and counted. A fault costs its client alone. Without a file
 * descriptor, accepting waits.
 */
public final class ProcServer implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_MS = 2_000;
    private static final long LAST_FLUSH_NS = 1_000_000_000L;
    private static final long LAST_TURN_MS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How often it is looked for clients that are late. */
    private static final long LOOK_MS = 1_000;

    private final ReceiverContext context;
    private final LocalListener listener;
    private final ReadyList<ProcConnection> ready;
    private final ProcConnection.Context shared;
    private final Set<ProcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Consumer<SelectionKey> onKey = this::onKey;
    private final long patienceNs;
    private final long lookMs;
    private final Thread thread;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

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
        ready = new ReadyList<>(config.maxClients(), context.clock(), Selector.open());
        try {
            listener = new LocalListener(
                    config.socket(),
                    config.group(),
                    ready.selector(),
                    context,
                    new LocalListener.Figures(ProcCounter.CLIENTS_DENIED, ProcCounter.ACCEPTS_FAILED),
                    reason -> ProcConnection.refusal());
        } catch (final IOException failed) {
            ready.close();
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
        return listener.path();
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
            serve(listener.pause().timeoutMs(connections.isEmpty() ? 0 : lookMs));
            listener.pause().resume();
            expire();
        }
        end();
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
        listener.end();
        connections.forEach(ProcConnection::finish);
        final long deadlineNs = context.clock().ticksNs() + LAST_FLUSH_NS;
        while (!connections.isEmpty() && context.clock().ticksNs() - deadlineNs < 0) {
            serve(LAST_TURN_MS);
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
        if (listener.is(key)) {
            listener.accept(this::admit);
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

    private void admit(final SocketChannel client) throws IOException {
        if (connections.size() >= shared.config().maxClients()) {
            context.counters().increment(ProcCounter.CLIENTS_REFUSED);
            refuse(client);
            return;
        }
        connections.add(new ProcConnection("proc-" + ++accepted, user(client), client, shared));
        context.counters().set(ProcCounter.CLIENTS, connections.size());
    }

    private static void refuse(final SocketChannel client) throws IOException {
        try (client) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(ProcConnection.refusal()));
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
