package leela.io.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.history.StorageHealth;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.KeyPattern;
import leela.io.http.graphite.GraphiteApi;
import leela.io.http.status.Readiness;
import leela.io.http.status.StatusApi;
import leela.io.http.v1.V1Api;
import leela.io.http.v1.V1Counter;
import leela.io.http.v1.query.QueryApi;
import leela.io.socket.ReceiverContext;

/**
 * A server on a free port of loopback, before a ring that records and a history that is computed. Thread: the test's.
 */
final class RunningHttpServer implements AutoCloseable {

    /** 2013-04-09T12:34:56Z. */
    static final long NOW_NS = 1_365_510_896_000_000_000L;

    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    final ManualClock clock = new ManualClock(NOW_NS);
    final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values(), V1Counter.values()));
    final GeneratedHistory history = new GeneratedHistory();
    volatile Optional<StorageHealth.Loss> loss = Optional.empty();
    volatile boolean isWhole = true;
    private final StorageHealth health = new StorageHealth() {
        @Override
        public Optional<Loss> loss() {
            return loss;
        }

        @Override
        public boolean isWhole() {
            return isWhole;
        }
    };
    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    volatile List<Readiness.Part> parts = List.of();
    private final HttpServer server;

    final ToldDeletion deletion = new ToldDeletion();

    RunningHttpServer() throws IOException {
        this("");
    }

    RunningHttpServer(final String tokenFile) throws IOException {
        this(tokenFile, "*");
    }

    RunningHttpServer(final String tokenFile, final String corsOrigin) throws IOException {
        this(tokenFile, corsOrigin, new HttpServer.Bounds(64 << 20, HttpLimits.MAX_CONNECTIONS, 2, 2));
    }

    RunningHttpServer(final String tokenFile, final String corsOrigin, final HttpServer.Bounds bounds)
            throws IOException {
        this(HttpConfig.DEFAULT.onPort(0).withTokens(tokenFile).withCorsOrigin(corsOrigin), bounds);
    }

    RunningHttpServer(final HttpConfig config, final HttpServer.Bounds bounds) throws IOException {
        final Producer producer =
                pipeline.producer(V1Api.SOURCE, new Limits(TimeUnit.HOURS.toNanos(1), Limits.UNLIMITED));
        final List<Api> apis = List.of(
                new V1Api(
                        producer,
                        pipeline.refusals(),
                        history,
                        deletion,
                        health,
                        RunningHttpServer::pattern,
                        pipeline.counters(),
                        "1.2.3-rc1",
                        clock,
                        faults::add),
                new QueryApi(
                        history,
                        health,
                        RunningHttpServer::pattern,
                        pipeline.counters(),
                        clock,
                        TimeUnit.SECONDS.toNanos(1)),
                new GraphiteApi(history, health, pipeline.counters(), clock),
                new StatusApi(pipeline.counters(), List.of(), () -> parts, Map::of, "1.2.3-rc1", clock),
                new ToyApi());
        server = new HttpServer(
                config,
                bounds,
                apis,
                new ReceiverContext(clock, pipeline.counters(), faults::add),
                pipeline.refusals());
        server.start();
    }

    private static KeyPattern pattern(final byte[] regex) {
        final Pattern pattern = Pattern.compile(HttpClientSocket.latin(regex));
        return key -> pattern.matcher(HttpClientSocket.latin(key)).find();
    }

    HttpClientSocket connect() throws IOException {
        return new HttpClientSocket(server.address());
    }

    HttpServer server() {
        return server;
    }

    /** One request on a connection of its own. */
    HttpClientSocket.Answer ask(final String request) throws IOException {
        try (HttpClientSocket client = connect()) {
            return client.ask(request);
        }
    }

    long count(final Counter id) {
        return pipeline.count(id);
    }

    /** Waits until this holds; fails after a minute. */
    static void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("did not come true in time: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        server.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("errors behind the server", faults.get(0));
        }
    }
}
