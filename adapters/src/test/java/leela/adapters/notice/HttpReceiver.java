package leela.adapters.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A web server on loopback that keeps what is posted to it, and answers as the test wants. */
public final class HttpReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 20;

    private final HttpServer server;
    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final Queue<Answer> answers = new ArrayDeque<>();

    /** What was posted. */
    public record Posted(String path, Map<String, String> headers, byte[] body) {

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (final IOException noJson) {
                throw new AssertionError(noJson);
            }
        }

        /** A header by its name in lower case. */
        public String header(final String name) {
            return headers.get(name);
        }
    }

    /** An answer; a negative status closes the connection without one. */
    public record Answer(int status, String headerName, String headerValue) {}

    public HttpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /** The next answer is this; behind them all are 200. */
    public HttpReceiver willAnswer(final int status, final String headerName, final String headerValue) {
        synchronized (answers) {
            answers.add(new Answer(status, headerName, headerValue));
        }
        return this;
    }

    /** The same without a header. */
    public HttpReceiver willAnswer(final int status) {
        return willAnswer(status, "", "");
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** The next that was posted. */
    public Posted next() throws InterruptedException {
        final Posted next = posted.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was posted");
        }
        return next;
    }

    /** How many wait to be looked at. */
    public int waiting() {
        return posted.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(final HttpExchange exchange) throws IOException {
        final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        posted.add(new Posted(
                exchange.getRequestURI().toString(),
                headers,
                exchange.getRequestBody().readAllBytes()));
        final Answer answer;
        synchronized (answers) {
            answer = answers.isEmpty() ? new Answer(200, "", "") : answers.remove();
        }
        if (!answer.headerName().isEmpty()) {
            exchange.getResponseHeaders().add(answer.headerName(), answer.headerValue());
        }
        if (answer.status() > 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
        }
        exchange.close();
    }
}
