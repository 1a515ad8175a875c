package leela.ops.admin;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.io.socket.LocalListener;
import leela.io.socket.ReceiverContext;
import leela.ops.config.LeelaConfig;

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
    private static final long LAST_TURN_MS = 100;

    private final ReceiverContext receiver;
    private final LocalListener listener;
    private final Selector selector;
    private final CommandWorker worker;
    private final ControlContext shared;
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

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
        selector = Selector.open();
        try {
            listener = new LocalListener(
                    socket,
                    group,
                    selector,
                    receiver,
                    new LocalListener.Figures(ControlCounter.CLIENTS_DENIED, ControlCounter.ACCEPTS_FAILED),
                    reason -> ControlLine.write(ControlLine.failed(reason)));
        } catch (final IOException failed) {
            selector.close();
            throw failed;
        }
        worker = new CommandWorker(selector::wakeup, receiver.onError());
        shared = new ControlContext(
                new CommandTable(commands),
                worker,
                listener.peers(),
                selector,
                patience.toNanos(),
                receiver,
                this::onClosed);
        thread = NamedThreads.named("leela-control", receiver.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens: an absolute path. */
    public Path path() {
        return listener.path();
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
            serve(listener.pause().timeoutMs(patienceMs()));
            listener.pause().resume();
        }
        listener.end();
        final long deadlineNs = receiver.clock().ticksNs() + LAST_ANSWER_NS;
        while (connections.stream().anyMatch(ControlConnection::isBusy)
                && receiver.clock().ticksNs() - deadlineNs < 0) {
            serve(LAST_TURN_MS);
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
    private long patienceMs() {
        return connections.stream()
                .mapToLong(ControlConnection::remainingNs)
                .filter(remainingNs -> remainingNs != Long.MAX_VALUE)
                .map(remainingNs -> Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNs)) + 1)
                .min()
                .orElse(0);
    }

    private void onKey(final SelectionKey key) {
        cycle.begin(receiver.clock().ticksNs());
        if (listener.is(key)) {
            listener.accept(this::admit);
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

    private void admit(final SocketChannel client) throws IOException {
        if (connections.size() >= MAX_CLIENTS) {
            receiver.counters().increment(ControlCounter.CLIENTS_REFUSED);
            listener.refuse(client, MAX_CLIENTS + " clients are connected to " + path() + " already; ask again later");
            return;
        }
        connections.add(new ControlConnection(client, shared));
        receiver.counters().set(ControlCounter.CLIENTS, connections.size());
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
