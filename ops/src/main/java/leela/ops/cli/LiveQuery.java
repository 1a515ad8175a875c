package leela.ops.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import leela.engine.dmproc.Program;

/**
 * A standing query on a running engine, over its proc socket.
 * Thread: one.
 * Errors: {@link Failure} where no engine listens or it refuses the program.
 */
final class LiveQuery implements AutoCloseable {

    private static final byte[] CLOSE = {'c', 'l', 'o', 's', 'e', ';'};

    private final SocketChannel channel;
    private final EventReader reader;

    /** Starts the query; it sees every event from now on. */
    LiveQuery(final Path socket, final Program program) {
        channel = connect(socket);
        reader = new EventReader(Channels.newInputStream(channel));
        try {
            send(program.toBytes());
            if (!reader.isStarted()) {
                throw new Failure("the engine refused the query: its regular expression is bad, or there are too many queries");
            }
        } catch (final IOException broken) {
            throw new Failure("the connection to " + socket + " broke: " + broken.getMessage(), broken);
        }
    }

    /** The next event, or null when the engine has ended the query. */
    EventReader.Event next() throws IOException {
        return reader.next();
    }

    /** Whether another event is here already. */
    boolean hasMore() {
        return reader.hasMore();
    }

    /** Asks the engine to end the query; what it still has comes first. */
    void end() throws IOException {
        send(CLOSE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void send(final byte[] instruction) throws IOException {
        final ByteBuffer frame = ByteBuffer.allocate(Short.BYTES + instruction.length).putShort((short) instruction.length).put(instruction)
                .flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    private static SocketChannel connect(final Path socket) {
        try {
            final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (final IOException refused) {
                channel.close();
                throw refused;
            }
        } catch (final IOException refused) {
            throw new Failure("no engine listens at " + socket + "; is it running?", refused);
        }
    }
}
