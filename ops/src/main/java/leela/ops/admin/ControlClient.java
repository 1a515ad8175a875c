package leela.ops.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;
import leela.io.socket.SocketPath;
import leela.ops.config.LeelaConfig;

/**
 * Asks the running engine over its control socket, a connection a request.
 * Thread: one.
 * Memory: a line of the answer.
 * Errors: {@link ControlException}, at once where no engine runs, also where one was killed and left its files.
 */
public final class ControlClient implements AutoCloseable {

    private static final int BUFFER = 65_536;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).limit(0);

    /**
     * Sends a request and hands over the rows of its answer.
     *
     * @param patience how long the engine may be silent
     */
    public static void call(
            final LeelaConfig engine,
            final ObjectNode request,
            final Duration patience,
            final Consumer<ObjectNode> rows) {
        final Path path = engine.socket(ControlLine.SOCKET);
        try (ControlClient client = connect(engine, path)) {
            client.send(ControlLine.write(request));
            ObjectNode line = client.next(patience);
            while (!line.has(ControlLine.STATUS)) {
                rows.accept(line);
                line = client.next(patience);
            }
            if (!line.path(ControlLine.STATUS).asText().equals(ControlLine.OK)) {
                throw new ControlException(line.path(ControlLine.ERROR)
                        .asText()
                        .lines()
                        .map(PrintableText::of)
                        .collect(Collectors.joining("\n")));
            }
        } catch (final IOException failed) {
            throw new ControlException(
                    String.valueOf(failed.getMessage()).contains("Permission denied")
                            ? engine.outOfReach(path)
                            : path + ": " + failed.getMessage(),
                    failed);
        }
    }

    private static ControlClient connect(final LeelaConfig engine, final Path path) throws IOException {
        try {
            return new ControlClient(path);
        } catch (final ConnectException refused) {
            throw new ControlException(engine.notRunning(path), refused);
        } catch (final IOException failed) {
            if (Files.notExists(path)) {
                throw new ControlException(engine.notRunning(path), failed);
            }
            throw failed;
        }
    }

    private ControlClient(final Path path) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(new SocketPath(path).streamAddress());
            selector = Selector.open();
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private void send(final byte[] line) throws IOException {
        try {
            // what the engine may take is less than what the kernel keeps for it
            channel.write(ByteBuffer.wrap(line));
        } catch (final IOException closed) {
            // before it closed it has said why
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    private ObjectNode next(final Duration patience) throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (received.hasRemaining()) {
                final byte next = received.get();
                if (next == ControlLine.END) {
                    return ControlLine.read(line.toByteArray());
                }
                line.write(next);
            }
            receive(patience);
        }
    }

    private void receive(final Duration patience) throws IOException {
        received.clear();
        int length = channel.read(received);
        if (length == 0) {
            selector.select(patience.toMillis());
            selector.selectedKeys().clear();
            length = channel.read(received);
        }
        received.flip();
        if (length < 0) {
            throw new IOException("the engine ended before it had answered");
        }
        if (length == 0) {
            throw new IOException("no answer within " + patience.toSeconds() + " s; the engine hangs, or is stopped");
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
