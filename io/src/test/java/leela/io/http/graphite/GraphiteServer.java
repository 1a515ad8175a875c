package leela.io.http.graphite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.counters.Counters;
import leela.engine.history.StorageHealth;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.http.v1.V1Counter;
import leela.io.socket.ReceiverContext;

/** A server on a free port of loopback with Graphite's API over series that a seed makes. Thread: the test's. */
final class GraphiteServer implements AutoCloseable {

    /** 2013-04-09T12:34:56Z. */
    static final long NOW = 1_365_510_896L;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    final ListedHistory history = new ListedHistory();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    GraphiteServer() throws IOException {
        this(NOW);
    }

    /** Where it is that time, in epoch seconds. */
    GraphiteServer(final long now) throws IOException {
        final RecordingPipeline pipeline =
                RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values(), V1Counter.values()));
        final ManualClock clock = new ManualClock(now * 1_000_000_000L);
        server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(new GraphiteApi(history, StorageHealth.GOOD, pipeline.counters(), clock)),
                new ReceiverContext(clock, pipeline.counters(), faults::add),
                pipeline.refusals());
        server.start();
    }

    /** Eight hours of gauges and counters at several steps, with gaps; some bear tags. */
    GraphiteServer withSeries() {
        final Random random = new Random(7);
        for (final String host : List.of("web1", "web2", "web3", "web10")) {
            put(host + ".load.shortterm", 10, random, false);
            put(host + ".load.longterm", 10, random, false);
            put(host + ".net.rx", 10, random, true);
            put(host + ".disk.used", 60, random, false);
            put("disk.free;dc=" + (host.equals("web10") ? "ber" : "fra") + ";host=" + host, 20, random, false);
        }
        put("db1.mem.used", 30, random, false);
        put("db2.mem.used", 15, random, false);
        history.put("lone.point", NOW - 600, 5);
        return this;
    }

    private void put(final String key, final int step, final Random random, final boolean isCounter) {
        double value = random.nextInt(1000);
        boolean isGap = false;
        for (long time = NOW - 8 * 3600; time <= NOW; time += step) {
            isGap = random.nextInt(isGap ? 8 : 40) == 0 ? !isGap : isGap;
            value += isCounter ? random.nextInt(5000) : random.nextGaussian() * 10;
            if (isCounter && random.nextInt(300) == 0) {
                value = 0;
            }
            if (!isGap) {
                history.put(key, time + (random.nextInt(5) == 0 ? random.nextInt(3) : 0), value);
            }
        }
    }

    InetSocketAddress address() {
        return server.address();
    }

    int port() {
        return server.address().getPort();
    }

    HttpResponse<byte[]> get(final String target) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(final String path, final String form) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        // as a page of another site has it, such as Grafana's
                        .header("Origin", "https://grafana.example.org")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    static String text(final HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    JsonNode json(final String target) throws IOException, InterruptedException {
        final HttpResponse<byte[]> answer = get(target);
        if (answer.statusCode() != 200) {
            throw new AssertionError(target + ": " + answer.statusCode() + " " + text(answer));
        }
        return JSON.readTree(answer.body());
    }

    /** What a target is rendered as, over the last hour. */
    JsonNode render(final String target) throws IOException, InterruptedException {
        return json("/render?format=json&from=-1h&until=now&target=" + encoded(target));
    }

    static String encoded(final String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("errors behind the server", faults.get(0));
        }
    }
}
