package leela.adapters.xmpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A line between client and server that can be cut: what is on its way is gone, and both ends see a broken connection.
 * Thread: two for each connection.
 */
final class Cable implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int port;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    Cable(final int port) throws IOException {
        this.port = port;
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void cut() throws IOException {
        for (final Socket end : ends) {
            ends.remove(end);
            end.setSoLinger(true, 0); // what waits in the kernel is thrown away too
            end.close();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() throws IOException {
        while (true) {
            final Socket client = door.accept();
            final Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            ends.addAll(List.of(client, server));
            start(() -> copy(client, server));
            start(() -> copy(server, client));
        }
    }

    private static void copy(final Socket from, final Socket to) throws IOException {
        from.setTcpNoDelay(true);
        final InputStream in = from.getInputStream();
        final OutputStream out = to.getOutputStream();
        final byte[] buffer = new byte[8192];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            out.write(buffer, 0, length);
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void start(final Body body) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (final IOException cut) {
                        // that is what it is for
                    }
                },
                "cable");
        thread.setDaemon(true);
        thread.start();
    }
}
