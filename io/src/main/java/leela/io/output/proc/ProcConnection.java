package leela.io.output.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.runtime.Clock;
import leela.io.input.text.EventEncoder;
import leela.io.output.queue.ResultQueue;
import leela.io.socket.MemoryBudget;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the proc socket and its query ([protocols 5]): a program in, a status out, then events until either
 * side ends it.
 * Thread: the proc thread; {@link #tryWrite} the query thread, while the proc thread is not at it; {@link #figures}
 * any.
 * Memory: out of the budget of all clients, until it ends: what frames are put together in, then a frame's buffer and
 * the result queue; nothing per event.
 * Errors: a program that is none, or that there is no memory for, gets status 1 and the end; any other frame that makes
 * no sense ends the connection, counted. A frame that does not become whole in time does so, too.
 */
final class ProcConnection implements ReadyList.Client {

    private static final Logger LOG = LoggerFactory.getLogger(ProcConnection.class);
    private static final byte[] STARTED = "status 0;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSED = "status 1;".getBytes(StandardCharsets.US_ASCII);
    private static final String NO_MEMORY = "no memory for the buffers of one more client";
    private static final String CLOSE = "close;";
    /** Frames written before other clients get their turn. */
    private static final int FRAMES_PER_TURN = 64;

    private final String name;
    private final String user;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Context context;
    /** The query thread only ever tries to get it. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Null until the client says something: one that is silent takes no buffer. */
    private FrameReader frames;

    private final FrameWriter output;
    private volatile ResultQueue results;
    private StandingQuery query;
    private final AtomicLong sent = new AtomicLong();
    private boolean isEnding;
    /** The end has been asked for: what waits for the client is still written, but nothing more is read. */
    private boolean isDeaf;
    /** The first frame is expected, or the rest of one, since then. */
    private boolean isWaiting = true;

    private long waitingSinceNs;
    /** Bytes of the budget, without the result queue's and what frames are written in. */
    private long taken;

    /**
     * The client takes nothing just now. Until it does its results stay queued as signalled: they are worth neither a
     * wake-up nor a call.
     */
    private boolean isDeferred;

    /** What all connections share. */
    record Context(
            QueryRegistry queries,
            ProcConfig config,
            MemoryBudget budget,
            UnsafeBuffer scratch,
            ReadyList<ProcConnection> ready,
            Clock clock,
            Counters counters,
            DepartureLog departures,
            Consumer<ProcConnection> onClosed) {}

    /** A client that has just connected; its query counts for {@code name}, and takes the time of {@code user}. */
    ProcConnection(final String name, final String user, final SocketChannel channel, final Context context)
            throws IOException {
        this.name = name;
        this.user = user;
        this.channel = channel;
        this.context = context;
        output = new FrameWriter(context.budget());
        waitingSinceNs = context.clock().ticksNs();
        key = channel.register(context.ready().selector(), SelectionKey.OP_READ, this);
    }

    /** Whether it has been waited for so long for a whole frame. */
    boolean hasExpired(final long nowNs, final long patienceNs) {
        return isWaiting && nowNs - waitingSinceNs >= patienceNs;
    }

    /** What the socket is ready for. */
    void onReady() {
        lock.lock();
        try {
            if (key.isValid() && key.isReadable()) {
                read();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
        } catch (final IOException gone) {
            end();
        } finally {
            lock.unlock();
        }
    }

    /** The query has results, or has ended. */
    void onResults() {
        lock.lock();
        try {
            if (!channel.isOpen()) {
                return;
            }
            if (output.isWaiting()) {
                isDeferred = true;
                key.interestOps(heard() | SelectionKey.OP_WRITE);
            } else {
                results.unqueue();
                flush();
            }
        } catch (final IOException gone) {
            end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean tryWrite() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (!channel.isOpen() || output.isWaiting() || results.isEnded()) {
                return false;
            }
            if (fill()) {
                output.writeTo(channel);
            }
            final boolean isDone = !output.isWaiting() && results.isEmpty();
            if (isDone) {
                results.unqueue();
            }
            return isDone;
        } catch (final IOException gone) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the query and frees all. */
    void close() {
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        if (!channel.isOpen()) {
            return;
        }
        if (query != null) {
            query.close();
        }
        context.budget().giveBack(taken);
        taken = 0;
        output.giveBack();
        if (results != null) {
            if (query == null) {
                results.cancel();
            }
            results.discard();
        }
        context.onClosed().accept(this);
        try {
            channel.close();
        } catch (final IOException failed) {
            LOG.debug("event=proc_close_failed client={} cause=\"{}\"", name, failed.getMessage());
        }
        context.departures().onGone(figures(), context.clock().ticksNs());
    }

    /** Ends the query; the connection ends when its last result is written. */
    void finish() {
        lock.lock();
        try {
            if (query == null) {
                end();
            } else {
                isDeaf = true;
                isWaiting = false;
                key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
                query.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the client has had; any thread. */
    ProcFigures figures() {
        final ResultQueue queue = results;
        return new ProcFigures(name, sent.get(), queue == null ? 0 : queue.lost());
    }

    private void read() throws IOException {
        if (frames == null) {
            if (!take(FrameReader.FIRST_CAPACITY)) {
                refuse(NO_MEMORY);
                return;
            }
            frames = new FrameReader();
        }
        int length = frames.readFrom(channel);
        while (length > 0 && isHeard()) {
            for (byte[] frame = next(); frame != null; frame = next()) {
                isWaiting = false;
                onFrame(frame);
            }
            length = isHeard() ? frames.readFrom(channel) : 0;
        }
        if (length < 0) {
            // one that has asked for the end before may shut its side down and read on; this one is gone
            end();
        } else if (isHeard() && frames.isHalf() && !isWaiting) {
            isWaiting = true;
            waitingSinceNs = context.clock().ticksNs();
        }
    }

    private boolean isHeard() {
        return channel.isOpen() && !isDeaf;
    }

    /** The next whole frame of a client that is still heard; one that is to come may need a longer buffer. */
    private byte[] next() throws IOException {
        if (!isHeard()) {
            return null;
        }
        final int missing = frames.missing();
        if (missing == 0 || take(missing)) {
            return frames.next();
        }
        if (query == null) {
            refuse(NO_MEMORY);
        } else {
            end();
        }
        return null;
    }

    private boolean take(final int bytes) {
        if (!context.budget().take(bytes)) {
            context.counters().increment(ProcCounter.CLIENTS_UNAFFORDABLE);
            return false;
        }
        taken += bytes;
        return true;
    }

    private void onFrame(final byte[] frame) throws IOException {
        if (query == null && !isEnding) {
            start(frame);
        } else if (isClose(frame)) {
            finish();
        } else {
            context.counters().increment(ProcCounter.FRAMES_MALFORMED);
            end();
        }
    }

    private static boolean isClose(final byte[] frame) {
        return new String(frame, StandardCharsets.ISO_8859_1).replace(CLOSE, "").isBlank();
    }

    private void start(final byte[] instruction) throws IOException {
        try {
            final Program program = Program.parse(instruction);
            if (!take(FrameWriter.FIRST_CAPACITY + ResultQueue.FIRST_CAPACITY)) {
                refuse(NO_MEMORY);
                return;
            }
            results = new ResultQueue(
                    new EventEncoder()::encode,
                    context.config().clientBuffer(),
                    context.budget(),
                    context.scratch(),
                    () -> context.ready().add(this),
                    ProcCounter.EVENTS_LOST,
                    context.counters());
            taken -= FrameWriter.FIRST_CAPACITY + ResultQueue.FIRST_CAPACITY;
            output.allocate();
            query = context.queries().start(program, name, user, results);
            say(STARTED);
        } catch (final SyntaxException | QueryRefusedException | IllegalArgumentException refused) {
            refuse(refused.getMessage());
        }
    }

    /** What a client is told that gets no connection. */
    static byte[] refusal() {
        return ByteBuffer.allocate(FrameReader.HEADER_LENGTH + REFUSED.length)
                .putShort((short) REFUSED.length)
                .put(REFUSED)
                .array();
    }

    private void refuse(final String reason) throws IOException {
        LOG.debug("event=proc_program_refused client={} reason=\"{}\"", name, reason);
        context.counters().increment(ProcCounter.PROGRAMS_REFUSED);
        isEnding = true;
        isDeaf = true;
        isWaiting = false;
        say(REFUSED);
    }

    private void say(final byte[] status) throws IOException {
        output.put(status);
        flush();
    }

    /** Writes until there is no more to write, the client takes no more, or others should have their turn. */
    private void flush() throws IOException {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            output.writeTo(channel);
            if (output.isWaiting()) {
                break;
            }
            // both before the queue is looked at, so that nothing comes behind the end and what comes later is
            // signalled
            final boolean isLast = isEnding || results.isEnded();
            if (isDeferred) {
                isDeferred = false;
                results.unqueue();
            }
            if (!fill()) {
                key.interestOps(heard());
                if (isLast) {
                    end();
                }
                return;
            }
        }
        key.interestOps(heard() | SelectionKey.OP_WRITE);
    }

    private int heard() {
        return isDeaf ? 0 : SelectionKey.OP_READ;
    }

    /** Makes the next frame of the results that wait; false if there are none. */
    private boolean fill() {
        if (query == null) {
            return false;
        }
        if (!output.fill(results)) {
            return false;
        }
        sent.lazySet(sent.get() + results.drained());
        context.counters().add(ProcCounter.EVENTS_SENT, results.drained());
        return true;
    }
}
