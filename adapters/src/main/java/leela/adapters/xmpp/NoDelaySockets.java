package leela.adapters.xmpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets that send at once: an alert should not wait for the one before it to be acknowledged. Thread: any. */
final class NoDelaySockets extends SocketFactory {

    @Override
    public Socket createSocket() throws IOException {
        final Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket(final String host, final int port) throws IOException {
        return connect(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(final InetAddress host, final int port) throws IOException {
        return connect(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(final String host, final int port, final InetAddress local, final int localPort)
            throws IOException {
        return connect(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(final InetAddress host, final int port, final InetAddress local, final int localPort)
            throws IOException {
        return connect(new InetSocketAddress(host, port));
    }

    private Socket connect(final InetSocketAddress address) throws IOException {
        final Socket socket = createSocket();
        try {
            socket.connect(address);
            return socket;
        } catch (final IOException refused) {
            socket.close();
            throw refused;
        }
    }
}
