package leela.io.http.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.ManualClock;
import leela.io.http.HttpConfig;
import leela.io.http.HttpServer;
import leela.io.output.proc.TestEngine;
import leela.io.socket.ReceiverContext;

/** Live streams before an engine of their own, with a clock that stands. Thread: the test's. */
final class LiveServer implements AutoCloseable {

    static final int SMALLEST_BUFFER = 1 << 16;
    private static final int TIMEOUT_MS = 20_000;
    private static final long NOW_NS = 1_365_510_896_000_000_000L;

    final TestEngine engine = new TestEngine();
    final ManualClock clock = new ManualClock(NOW_NS);
    private final LiveApi api;
    private final HttpServer server;

    LiveServer(final LiveConfig config) throws IOException {
        this(config, HttpConfig.DEFAULT.onPort(0));
    }

    LiveServer(final LiveConfig config, final HttpConfig http) throws IOException {
        final ReceiverContext context = new ReceiverContext(
                clock, engine.counters(), fault -> engine.faults().add(fault));
        api = new LiveApi(engine.queries(), engine.table(), TestEngine::compile, config, context);
        server = new HttpServer(http, List.of(api), context, Refusals.NONE);
        server.start();
    }

    /** A client that has asked for this query's results, and reads lines. */
    Client ask(final String method, final String query, final int receiveBuffer) throws IOException {
        return open(method, "/v1/stream?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8), receiveBuffer);
    }

    /** A client that has asked for this. */
    Client open(final String method, final String target, final int receiveBuffer) throws IOException {
        return open(method, target, receiveBuffer, "");
    }

    /** The same with a header more, and the end of its line. */
    Client open(final String method, final String target, final int receiveBuffer, final String header)
            throws IOException {
        final Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(server.address());
        socket.setSoTimeout(TIMEOUT_MS);
        socket.getOutputStream()
                .write((method + " " + target
                                + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                                + header + "Accept-Encoding: gzip\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new Client(
                socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
    }

    Client follow(final String query) throws IOException {
        return ask("GET", query, 0);
    }

    void closeStreams() {
        api.close();
    }

    /** Ends all; what went wrong behind the server is this test's fault. */
    @Override
    public void close() {
        api.close();
        server.close();
        engine.close();
        if (!engine.faults().isEmpty()) {
            throw new AssertionError("errors behind the server", engine.faults().get(0));
        }
    }

    /** One connection. */
    record Client(Socket socket, BufferedReader in) implements AutoCloseable {

        /** All lines of the head. */
        String head() throws IOException {
            final StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        /** The lines up to one that begins so, and it; chunks' lengths among them. Null at the end. */
        String until(final String begin) throws IOException {
            final StringBuilder lines = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.append(line).append('\n');
                if (line.startsWith(begin)) {
                    return lines.toString();
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
