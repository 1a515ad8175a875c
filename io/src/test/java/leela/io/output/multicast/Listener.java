package leela.io.output.multicast;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.io.socket.DatagramBatch;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;

/**
 * A local program that binds a socket of its own.
 * Thread: the test's.
 */
final class Listener implements AutoCloseable {

    private final Path path;
    private final UnixDatagramSocket socket;
    private final DatagramBatch batch;

    Listener(final Path path) throws IOException {
        this.path = path;
        socket = UnixDatagramSocket.bound(new SocketPath(path));
        batch = socket.batch();
    }

    Path path() {
        return path;
    }

    /** As it names itself to the engine. */
    Registration registration() throws IOException {
        return Registration.of(path.toString());
    }

    /** The datagrams that wait. */
    List<String> take() throws IOException {
        final List<String> datagrams = new ArrayList<>();
        for (int count = batch.receive(); count > 0; count = batch.receive()) {
            for (int i = 0; i < count; i++) {
                datagrams.add(batch.datagram(i).getStringWithoutLengthAscii(0, batch.length(i)));
            }
        }
        return datagrams;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
