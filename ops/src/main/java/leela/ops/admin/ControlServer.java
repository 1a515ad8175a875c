package leela.ops.admin;

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
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.RateLimit;
import leela.io.socket.PeerAccess;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SocketPath;
import leela.ops.config.LeelaConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control socket, {@code control} in run_dir ([control 1]): who may open its file, and is in the
 * group where there is one, may do all that the commands do. Lines in, lines out, as {@link ControlLine} shows.
 * Thread: builder and closer any; the serving is its own thread's, {@code leela-control}; long commands have
 * {@code leela-admin}, so that they hold nobody up.
 * Memory: a request of 64 KiB and a batch of its answer for each of 16 clients.
 * Errors: a path that cannot be bound throws. Clients beyond the bound or outside of the group are told so and closed,
 * slow ones are closed, and all of these are counted.
 */
public final class ControlServer implements AutoCloseable {

    /** Most clients at once. */
    static final int MAX_CLIENTS = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long CLOSE_TIMEOUT_MS = 2_000;
    private static final long LAST_ANSWER_NS = 1_000_000_000L;
    /** Pause after an accept that failed: without a file descriptor left, asking again at once gives none. */
    private static final long ACCEPT_PAUSE_MS = 100;

    private static final long ACCEPT_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(ACCEPT_PAUSE_MS);
    private static final long LOG_PERIOD_NS = TimeUnit.MINUTES.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final ReceiverContext receiver;
    private final SocketPath path;
    private final ServerSocketChannel listener;
    private final PeerAccess peers;
    private final Selector selector;
    private final SelectionKey acceptKey;
    private final CommandWorker worker;
    private final ControlContext shared;
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
    private final RateLimit logLimit = new RateLimit(LOG_PERIOD_NS);
    private final Thread thread;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

    private long acceptFailedNs;
    private volatile boolean isClosing;
    private boolean isClosed;

    /** Binds; serves nobody before {@link #start}. */
    public ControlServer(final LeelaConfig config, final List<ControlCommand> commands, final ReceiverContext receiver)
            throws IOException {
        this(config.socket(ControlLine.SOCKET), config.group(), commands, PATIENCE, receiver);
    }

    /** The same at another path, for another group, with another patience. */
    ControlServer(
            final Path socket,
            final String group,
            final List<ControlCommand> commands,
            final Duration patience,
            final ReceiverContext receiver)
            throws IOException {
        this.receiver = receiver;
        path = new SocketPath(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            path.bind(to -> SocketChannel.open(to.streamAddress()).close(), to -> listener.bind(to.streamAddress()));
            peers = PeerAccess.of(group, path.path());
            listener.configureBlocking(false);
            selector = Selector.open();
            acceptKey = listener.register(selector, SelectionKey.OP_ACCEPT);
        } catch (final IOException failed) {
            listener.close();
            throw failed;
        }
        worker = new CommandWorker(selector::wakeup, receiver.onError());
        shared = new ControlContext(
                new CommandTable(commands), worker, peers, selector, patience.toNanos(), receiver, this::onClosed);
        thread = NamedThreads.named("leela-control", receiver.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens: an absolute path. */
    public Path path() {
        return path.path();
    }

    /**
     * Accepts nobody new, interrupts what runs, gives a second for the last answers, and closes; from any thread.
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isClosing = true;
        selector.wakeup();
        worker.end();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            listener.close();
            path.remove();
            selector.close();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final IOException failed) {
            receiver.onError().onError(failed);
        }
    }

    private void run() {
        cycle = DutyCycle.ofThisThread();
        while (!isClosing) {
            serve(timeoutMs());
            if (acceptKey.interestOps() == 0 && receiver.clock().ticksNs() - acceptFailedNs >= ACCEPT_PAUSE_NS) {
                acceptKey.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
        acceptKey.cancel();
        final long deadlineNs = receiver.clock().ticksNs() + LAST_ANSWER_NS;
        while (connections.stream().anyMatch(ControlConnection::isBusy)
                && receiver.clock().ticksNs() - deadlineNs < 0) {
            serve(ACCEPT_PAUSE_MS);
        }
        connections.forEach(ControlConnection::close);
    }

    /** One turn: sockets that are ready, commands that are done, clients that took too long. */
    private void serve(final long timeoutMs) {
        try {
            selector.select(this::onKey, timeoutMs);
            worker.deliver();
        } catch (final Throwable fault) {
            report(fault);
        }
        connections.stream().filter(one -> one.remainingNs() <= 0).forEach(this::expire);
        cycle.end(receiver.clock().ticksNs());
    }

    /** Until the first client has taken too long; 0, for ever, where there is none. */
    private long timeoutMs() {
        if (acceptKey.interestOps() == 0) {
            return ACCEPT_PAUSE_MS;
        }
        return connections.stream()
                .mapToLong(ControlConnection::remainingNs)
                .filter(remainingNs -> remainingNs != Long.MAX_VALUE)
                .map(remainingNs -> Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNs)) + 1)
                .min()
                .orElse(0);
    }

    private void onKey(final SelectionKey key) {
        cycle.begin(receiver.clock().ticksNs());
        if (key == acceptKey) {
            accept();
            return;
        }
        final ControlConnection connection = (ControlConnection) key.attachment();
        try {
            connection.onReady();
        } catch (final Throwable fault) {
            report(fault);
            connection.close();
        }
    }

    /** Not as an {@code Error}, which would end the engine: it can do without one client. */
    private void report(final Throwable fault) {
        receiver.onError().onError(BackgroundFault.of("the control socket", fault));
    }

    private void accept() {
        try {
            final SocketChannel client = listener.accept();
            if (client != null && connections.size() >= MAX_CLIENTS) {
                receiver.counters().increment(ControlCounter.CLIENTS_REFUSED);
                refuse(client, MAX_CLIENTS + " clients are connected to " + path + " already; ask again later");
            } else if (client != null && !isDenied(client)) {
                connections.add(new ControlConnection(client, shared));
                receiver.counters().set(ControlCounter.CLIENTS, connections.size());
            }
        } catch (final IOException failed) {
            final long nowNs = receiver.clock().ticksNs();
            acceptFailedNs = nowNs;
            acceptKey.interestOps(0);
            receiver.counters().increment(ControlCounter.ACCEPTS_FAILED);
            if (logLimit.permits(nowNs)) {
                LOG.warn(
                        "event=accept_failed path={} cause=\"{}\" since_last={}",
                        path,
                        failed.getMessage(),
                        logLimit.takeHeldBack());
            }
        }
    }

    private boolean isDenied(final SocketChannel client) throws IOException {
        final Optional<String> refusal = peers.refusal(client);
        if (refusal.isPresent()) {
            receiver.counters().increment(ControlCounter.CLIENTS_DENIED);
            if (logLimit.permits(receiver.clock().ticksNs())) {
                LOG.warn(
                        "event=client_denied path={} reason=\"{}\" since_last={}",
                        path,
                        refusal.get(),
                        logLimit.takeHeldBack());
            }
            refuse(client, refusal.get());
        }
        return refusal.isPresent();
    }

    private static void refuse(final SocketChannel client, final String reason) throws IOException {
        try (client) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(ControlLine.write(ControlLine.failed(reason))));
        }
    }

    private void expire(final ControlConnection slow) {
        receiver.counters().increment(ControlCounter.CLIENTS_EXPIRED);
        slow.close();
    }

    private void onClosed(final ControlConnection connection) {
        connections.remove(connection);
        receiver.counters().set(ControlCounter.CLIENTS, connections.size());
    }
}
