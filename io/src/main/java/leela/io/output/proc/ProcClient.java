package leela.io.output.proc;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import leela.engine.dmproc.language.Program;
import leela.io.input.text.EventDecoder;
import leela.io.socket.SocketPath;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Runs one standing query on an engine, over its proc socket, and reads what the query emits.
 * Thread: one; {@link #finish} and {@link #close} any.
 * Errors: an engine that is not there, refuses the program or breaks the protocol is an {@link IOException} with one
 * plain sentence.
 */
public final class ProcClient implements AutoCloseable {

    private static final byte[] STARTED = "status 0;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "close;".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader();
    private final EventDecoder decoder = new EventDecoder();
    private final Queue<Event> waiting = new ArrayDeque<>();

    /**
     * Connects and starts the query; it sees every event that reaches the engine from now on. {@link EOFException}
     * where the engine ended before it answered, {@link RefusedException} where it does not run the query.
     */
    public static ProcClient start(final Path proc, final Program program) throws IOException {
        final ProcClient client = new ProcClient(proc);
        try {
            client.send(program.toBytes());
            final byte[] answer = client.nextFrame();
            if (answer == null) {
                throw ended();
            }
            if (!Arrays.equals(STARTED, answer)) {
                throw new RefusedException(
                        "the engine refused the query; it may run as many as dmproc.max_queries lets it: " + program);
            }
            return client;
        } catch (final IOException failed) {
            client.close();
            throw failed;
        }
    }

    ProcClient(final Path proc) throws IOException {
        final SocketPath path = new SocketPath(proc);
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(path.streamAddress());
        } catch (final IOException absent) {
            channel.close();
            final ConnectException nobody =
                    new ConnectException("nobody listens at " + path + ": " + absent.getMessage());
            nobody.initCause(absent);
            throw nobody;
        }
    }

    /** Waits for the next event; null when the query has ended. */
    public Event next() throws IOException {
        while (waiting.isEmpty()) {
            final byte[] frame = nextFrame();
            if (frame == null) {
                return null;
            }
            decode(frame);
        }
        return waiting.remove();
    }

    /** Ends the query; what it has still to emit can be read until {@link #next} gives null. */
    public void finish() throws IOException {
        send(CLOSE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    void send(final byte[] instructions) throws IOException {
        final ByteBuffer frame = FrameReader.frame(instructions);
        try {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        } catch (final ClosedChannelException closed) {
            throw closed;
        } catch (final IOException broken) {
            throw ended();
        }
    }

    /** Waits for the next frame; null at the end of the stream, which an engine that is killed may make a reset. */
    byte[] nextFrame() throws IOException {
        byte[] frame = frames.next();
        while (frame == null) {
            if (isAtEnd()) {
                return null;
            }
            frame = frames.next();
        }
        return frame;
    }

    /** The engine does not run the query. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        private RefusedException(final String message) {
            super(message);
        }
    }

    private static EOFException ended() {
        return new EOFException("the engine closed the connection before it answered");
    }

    private boolean isAtEnd() throws IOException {
        try {
            return frames.readFrom(channel) < 0;
        } catch (final ClosedChannelException closed) {
            throw closed;
        } catch (final IOException reset) {
            return true;
        }
    }

    private void decode(final byte[] frame) throws IOException {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        int index = 0;
        while (index < frame.length) {
            index = decoder.decode(buffer, index, frame.length);
            if (index == EventDecoder.MALFORMED) {
                throw new IOException(
                        "the engine sent something that is no event: " + new String(frame, StandardCharsets.UTF_8));
            }
            final int keyStart = decoder.keyOffset();
            waiting.add(new Event(
                    Arrays.copyOfRange(frame, keyStart, keyStart + decoder.keyLength()),
                    decoder.value(),
                    decoder.timeNs()));
        }
    }
}
