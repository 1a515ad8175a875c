package leela.adapters.webhook;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.NamedThreads;

/** A web server that answers with bytes of the test, and goes on for as long as somebody listens. */
final class EndlessReceiver implements AutoCloseable {

    private static final int PATIENCE_S = 20;

    private final ServerSocket server;
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final String head;
    private final String more;

    /** {@code more} again and again behind the head; where it is empty, nothing. */
    EndlessReceiver(final String head, final String more) throws IOException {
        this.head = head;
        this.more = more;
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        new NamedThreads("test-endless", fault -> {
                    throw new AssertionError(fault);
                })
                .newThread(this::serve)
                .start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** Until the client has closed its connection. */
    void awaitHangUp() throws InterruptedException {
        if (!hungUp.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("the client stays connected");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (Socket client = server.accept();
                OutputStream out = client.getOutputStream()) {
            client.getInputStream().read();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.flush();
            final byte[] piece = more.replace("{body}", "x".repeat(400)).getBytes(StandardCharsets.UTF_8);
            while (piece.length > 0) {
                out.write(piece);
            }
            while (client.getInputStream().read() >= 0) {
                // what is left of the request
            }
            hungUp.countDown();
        } catch (final IOException reset) {
            hungUp.countDown();
        }
    }
}
