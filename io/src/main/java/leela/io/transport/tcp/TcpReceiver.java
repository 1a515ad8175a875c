package leela.io.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.io.input.StreamDecoder;
import leela.io.input.StreamInput;
import leela.io.socket.MemoryBudget;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SenderAccount;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The connections of one port and the thread that reads them all. What is read goes to the connection's decoder from
 * one buffer that all share; only the beginning of a frame whose rest has not come stays with its connection. When the
 * ring is full the decoder waits, nothing is read on, and the senders wait in turn: none is dropped.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: one buffer; see {@link PendingBytes}; nothing per entry.
 * Errors: a port that cannot be bound throws. A fault costs its connection alone.
 */
public final class TcpReceiver implements AutoCloseable {

    private static final int READ = 256 << 10;
    private static final int ACCEPTS_A_TURN = 64;
    private static final long END_NS = Clock.NANOS_PER_SECOND;
    private static final long CLOSE_TIMEOUT_MS = 2_500;

    private final StreamInput input;
    private final Producer producer;
    private final Evidence evidence;
    private final ReceiverContext context;
    private final Counters counters;
    private final MemoryBudget budget;
    private final Selector selector;
    private final ListeningSockets listening;
    private final OpenSenders senders;
    private final ByteBuffer read;
    private final UnsafeBuffer buffer;
    private final Consumer<SelectionKey> onKey = this::onKey;
    private final Thread thread;
    private volatile boolean isEnding;
    /** The thread's, once it runs. */
    private DutyCycle cycle;

    private boolean hasRead;
    private String refusedName = "";
    private TcpConnection inHand;
    private long account;

    /** Binds; reads nothing before {@link #start}. {@code name} is the thread's, at most 15 characters. */
    public TcpReceiver(
            final String name,
            final TcpConfig config,
            final StreamInput input,
            final MemoryBudget budget,
            final ReceiverContext context)
            throws IOException {
        this.input = input;
        this.context = context;
        this.budget = budget;
        producer = input.producer();
        evidence = producer.evidence();
        evidence.sender(() -> inHand == null ? refusedName : inHand.name(), () -> account);
        counters = context.counters();
        selector = Selector.open();
        try {
            listening = new ListeningSockets(config, selector, context);
        } catch (final IOException failed) {
            selector.close();
            throw failed;
        }
        senders = new OpenSenders(config, counters);
        read = ByteBuffer.allocateDirect(READ + PendingBytes.SHORT);
        buffer = new UnsafeBuffer(read);
        thread = NamedThreads.named(name, context.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() throws IOException {
        return listening.addresses();
    }

    /** Takes no new connection, reads what the kernel still holds, then closes; from any thread. */
    @Override
    public void close() {
        isEnding = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            listening.close();
            selector.close();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }

    private void run() {
        cycle = DutyCycle.ofThisThread();
        while (!isEnding) {
            turn(listening.pause().timeoutMs(0));
            listening.pause().resume();
        }
        final long deadlineNs = context.clock().ticksNs() + END_NS;
        do {
            hasRead = false;
            turn(1);
        } while (hasRead && context.clock().ticksNs() - deadlineNs < 0);
        senders.copy().forEach(this::close);
    }

    /** Reads what is there of all connections, and publishes it together. */
    private void turn(final long timeoutMs) {
        producer.hold();
        try {
            selector.select(onKey, timeoutMs);
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
        producer.release();
        if (cycle.isBegun()) {
            cycle.end(context.clock().ticksNs());
        }
    }

    private void onKey(final SelectionKey key) {
        if (!cycle.isBegun()) {
            cycle.begin(context.clock().ticksNs());
        }
        if (key.attachment() == listening) {
            accept(key);
            return;
        }
        inHand = (TcpConnection) key.attachment();
        try {
            read(inHand);
        } catch (final IOException gone) {
            end(inHand);
        } catch (final RuntimeException fault) {
            context.onError().onError(fault);
            close(inHand);
        }
    }

    private void accept(final SelectionKey key) {
        for (int i = 0; i < ACCEPTS_A_TURN && !isEnding; i++) {
            final SocketChannel sender = listening.accept(key);
            if (sender == null) {
                return;
            }
            try {
                ListeningSockets.prepare(sender);
                admit(sender);
            } catch (final IOException gone) {
                closeQuietly(sender);
            }
        }
    }

    private void admit(final SocketChannel sender) throws IOException {
        final long ticksNs = context.clock().ticksNs();
        account = SenderAccount.of(sender.getRemoteAddress());
        Counter refusal = senders.refusal(account);
        if (refusal == TcpCounter.REFUSED_CONNECTIONS) {
            refusal = evictFor(ticksNs, refusal);
        }
        if (refusal == null) {
            final TcpConnection connection =
                    new TcpConnection(sender, input.decoders().get(), budget, ticksNs);
            sender.register(selector, SelectionKey.OP_READ, connection);
            senders.add(connection);
        } else {
            inHand = null;
            refusedName = String.valueOf(sender.getRemoteAddress());
            refuse(refusal, buffer, 0);
            sender.close();
        }
    }

    private Counter evictFor(final long ticksNs, final Counter refusal) {
        final TcpConnection idle = senders.idleFor(ticksNs);
        if (idle == null) {
            return refusal;
        }
        counters.increment(TcpCounter.CLOSED_IDLE);
        end(idle);
        return null;
    }

    private void refuse(final Counter cause, final MutableDirectBuffer bytes, final int length) {
        counters.increment(cause);
        evidence.begin(bytes, length);
        evidence.refuse(cause, context.clock().timeNs());
    }

    private void read(final TcpConnection connection) throws IOException {
        final PendingBytes pending = connection.pending();
        if (pending.isLong()) {
            ByteBuffer room = pending.room(input.maxFrame());
            while (room == null && hasTakenFromOther(connection)) {
                room = pending.room(input.maxFrame());
            }
            if (room == null) {
                closeFor(TcpCounter.CLOSED_MEMORY, connection, pending.buffer(), pending.length());
                return;
            }
            final int count = connection.channel().read(room);
            if (take(connection, count)) {
                pending.read(count);
                decode(connection, pending.buffer(), pending.length());
            }
            return;
        }
        pending.copyTo(buffer);
        final int count = connection.channel().read(read.clear().position(pending.length()));
        if (take(connection, count)) {
            decode(connection, buffer, read.position());
        }
    }

    /** Whether anything was read; ends a connection that the sender has closed. */
    private boolean take(final TcpConnection connection, final int count) {
        if (count < 0) {
            end(connection);
        } else if (count > 0) {
            counters.add(TcpCounter.BYTES, count);
            connection.heard(context.clock().ticksNs());
            hasRead = true;
        }
        return count > 0;
    }

    private void decode(final TcpConnection connection, final MutableDirectBuffer bytes, final int length)
            throws IOException {
        account = connection.account();
        producer.sender(connection.number());
        final int taken =
                connection.decoder().decode(bytes, length, context.clock().timeNs());
        if (taken == StreamDecoder.END) {
            closeFor(TcpCounter.CLOSED_FRAME, connection, bytes, length);
        } else if (!isKept(connection, bytes, taken, length - taken)) {
            closeFor(TcpCounter.CLOSED_MEMORY, connection, bytes, length);
        } else {
            answer(connection);
        }
    }

    private boolean isKept(
            final TcpConnection connection, final MutableDirectBuffer bytes, final int offset, final int count) {
        boolean isKept = connection.pending().keep(bytes, offset, count);
        while (!isKept && hasTakenFromOther(connection)) {
            isKept = connection.pending().keep(bytes, offset, count);
        }
        return isKept;
    }

    /** Closes who fills the memory with half frames, so that others are not closed for theirs. */
    private boolean hasTakenFromOther(final TcpConnection connection) {
        final TcpConnection other = senders.greedierThan(connection.account());
        if (other == null) {
            return false;
        }
        inHand = other;
        account = other.account();
        closeFor(
                TcpCounter.CLOSED_MEMORY,
                other,
                other.pending().buffer(),
                other.pending().length());
        inHand = connection;
        account = connection.account();
        return true;
    }

    /** A sender that does not take its answers loses them. */
    private static void answer(final TcpConnection connection) throws IOException {
        final byte[] answer = connection.decoder().answer();
        if (answer.length > 0) {
            connection.channel().write(ByteBuffer.wrap(answer));
        }
    }

    private void closeFor(
            final Counter cause, final TcpConnection connection, final MutableDirectBuffer bytes, final int length) {
        refuse(cause, bytes, length);
        close(connection);
    }

    /** The sender is gone; what it has left half is counted. */
    private void end(final TcpConnection connection) {
        final PendingBytes pending = connection.pending();
        if (pending.length() > 0) {
            inHand = connection;
            account = connection.account();
            connection
                    .decoder()
                    .end(pending.buffer(), pending.length(), context.clock().timeNs());
        }
        close(connection);
    }

    private void close(final TcpConnection connection) {
        if (senders.remove(connection)) {
            connection.pending().release();
            closeQuietly(connection.channel());
        }
    }

    private void closeQuietly(final SocketChannel channel) {
        try {
            channel.close();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }
}
