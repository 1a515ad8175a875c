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
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the proc socket and its query ([protocols 5]): a program in, a status out, then events until either
 * side ends it.
 * Thread: the proc thread; {@link #tryWrite} the query thread, while the proc thread is not at it; {@link #figures}
 * any.
 * Memory: once the program is good, a frame's buffer and the result queue; then nothing per event.
 * Errors: a program that is none gets status 1 and the end; any other frame that makes no sense ends the connection,
 * counted.
 */
final class ProcConnection implements ReadyList.Client {

    /** Longest frame we send: long enough that the call no longer matters, short enough for ten thousand clients. */
    static final int MAX_FRAME_LENGTH = 16_384 - FrameReader.HEADER_LENGTH;

    private static final Logger LOG = LoggerFactory.getLogger(ProcConnection.class);
    private static final byte[] STARTED = "status 0;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSED = "status 1;".getBytes(StandardCharsets.US_ASCII);
    private static final String CLOSE = "close;";
    /** Frames written before other clients get their turn. */
    private static final int FRAMES_PER_TURN = 64;

    private final String name;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Context context;
    private final FrameReader frames = new FrameReader();
    /** The query thread only ever tries to get it. */
    private final ReentrantLock lock = new ReentrantLock();

    private ByteBuffer output = ByteBuffer.allocate(0);
    private UnsafeBuffer outputView;
    private volatile ProcResultQueue results;
    private StandingQuery query;
    private final AtomicLong sent = new AtomicLong();
    private boolean isEnding;
    /** The client has asked for the end: what waits for it is still written, also if it says nothing more itself. */
    private boolean isFinishing;

    private boolean isDeaf;
    /**
     * The client takes nothing just now. Until it does its results stay queued as signalled: they are worth neither a
     * wake-up nor a call.
     */
    private boolean isDeferred;

    /** What all connections share. */
    record Context(
            QueryRegistry queries,
            ProcConfig config,
            ReadyList<ProcConnection> ready,
            Counters counters,
            Consumer<ProcConnection> onClosed) {}

    /** A client that has just connected; {@code name} is whom its query counts for. */
    ProcConnection(final String name, final SocketChannel channel, final Context context) throws IOException {
        this.name = name;
        this.channel = channel;
        this.context = context;
        channel.configureBlocking(false);
        key = channel.register(context.ready().selector(), SelectionKey.OP_READ, this);
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
            if (output.hasRemaining()) {
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
            if (!channel.isOpen() || output.hasRemaining() || results.isEnded()) {
                return false;
            }
            if (fill()) {
                channel.write(output);
            }
            final boolean isDone = !output.hasRemaining() && results.isEmpty();
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
        context.onClosed().accept(this);
        try {
            channel.close();
        } catch (final IOException failed) {
            LOG.debug("event=proc_close_failed client={} cause=\"{}\"", name, failed.getMessage());
        }
        final long lost = results == null ? 0 : results.lost();
        if (lost > 0) {
            LOG.warn("event=proc_client_gone client={} sent={} lost={}", name, sent.get(), lost);
        } else {
            LOG.debug("event=proc_client_gone client={} sent={} lost=0", name, sent.get());
        }
    }

    /** Ends the query; the connection ends when its last result is written. */
    void finish() {
        lock.lock();
        try {
            if (query == null) {
                end();
            } else {
                isFinishing = true;
                query.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the client has had; any thread. */
    ProcFigures figures() {
        final ProcResultQueue queue = results;
        return new ProcFigures(name, sent.get(), queue == null ? 0 : queue.lost());
    }

    private void read() throws IOException {
        int length = frames.readFrom(channel);
        while (length > 0 && channel.isOpen()) {
            for (byte[] frame = frames.next(); frame != null && channel.isOpen(); frame = frames.next()) {
                onFrame(frame);
            }
            length = channel.isOpen() ? frames.readFrom(channel) : 0;
        }
        if (length < 0) {
            onEndOfStream();
        }
    }

    /** A client that has asked for the end may shut its side down and read on; any other is gone. */
    private void onEndOfStream() {
        if (isFinishing) {
            isDeaf = true;
            key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
        } else {
            end();
        }
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
            results = new ProcResultQueue(
                    context.config().clientBuffer(), () -> context.ready().add(this), context.counters());
            output = ByteBuffer.allocateDirect(FrameReader.HEADER_LENGTH + MAX_FRAME_LENGTH)
                    .limit(0);
            outputView = new UnsafeBuffer(output);
            query = context.queries().start(program, name, results);
            say(STARTED);
        } catch (final SyntaxException | QueryRefusedException | IllegalArgumentException refused) {
            refuse(refused.getMessage());
        } catch (final OutOfMemoryError full) {
            refuse("no memory for the buffer of one more client");
        }
    }

    private void refuse(final String reason) throws IOException {
        LOG.debug("event=proc_program_refused client={} reason=\"{}\"", name, reason);
        context.counters().increment(ProcCounter.PROGRAMS_REFUSED);
        isEnding = true;
        say(REFUSED);
    }

    private void say(final byte[] status) throws IOException {
        output = output.capacity() == 0
                ? ByteBuffer.allocate(FrameReader.HEADER_LENGTH + status.length)
                : output.clear();
        output.putShort((short) status.length).put(status).flip();
        flush();
    }

    /** Writes until there is no more to write, the client takes no more, or others should have their turn. */
    private void flush() throws IOException {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            channel.write(output);
            if (output.hasRemaining()) {
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
        final int start = FrameReader.HEADER_LENGTH;
        final int end = results.drainTo(outputView, start, start + MAX_FRAME_LENGTH);
        if (end == start) {
            return false;
        }
        output.clear().limit(end);
        output.putShort(0, (short) (end - start));
        sent.lazySet(sent.get() + results.drained());
        context.counters().add(ProcCounter.EVENTS_SENT, results.drained());
        return true;
    }
}
