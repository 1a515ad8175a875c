package leela.io.http.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.history.StorageHealth;
import leela.engine.history.WriteBarrier;
import leela.engine.ring.Entry;
import leela.engine.ring.Limits;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.io.http.Api;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.PostedBodies;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.influx.InfluxCounter;
import leela.io.input.influx.InfluxProtocol;
import leela.io.input.opentsdb.PostedPointCounter;
import leela.io.input.opentsdb.PostedPoints;
import leela.io.input.prometheus.PrometheusCounter;
import leela.io.input.prometheus.WriteRequestBody;
import leela.io.socket.ReceiverContext;
import org.agrona.concurrent.UnsafeBuffer;

/** A server with all doors on a free port of loopback, before a ring that records. Thread: the test's. */
final class DoorRig implements AutoCloseable {

    /** 2026-11-29T01:20:00Z: a little behind what was captured. */
    static final long NOW_NS = 1_795_915_200_000_000_000L;

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final String TYPES = """
            derive      value:DERIVE:0:U
            if_dropped  rx:DERIVE:0:U, tx:DERIVE:0:U
            if_errors   rx:DERIVE:0:U, tx:DERIVE:0:U
            if_octets   rx:DERIVE:0:U, tx:DERIVE:0:U
            if_packets  rx:DERIVE:0:U, tx:DERIVE:0:U
            load        shortterm:GAUGE:0:5000, midterm:GAUGE:0:5000, longterm:GAUGE:0:5000
            memory      value:GAUGE:0:281474976710656
            """;

    final ManualClock clock = new ManualClock(NOW_NS);
    final RecordingPipeline pipeline;
    volatile Optional<StorageHealth.Loss> loss = Optional.empty();
    volatile WriteBarrier barrier = WriteBarrier.NONE;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    DoorRig(final Path folder) throws IOException {
        this(folder, "", 1 << 20);
    }

    DoorRig(final Path folder, final String tokenFile, final int maxSeries) throws IOException {
        pipeline = RecordingPipeline.ofMetrics(
                maxSeries,
                Counters.inMemory(
                        HttpCounter.values(),
                        CollectdCounter.values(),
                        InfluxCounter.values(),
                        PrometheusCounter.values(),
                        PostedPointCounter.values()));
        final Path typesDb = Files.writeString(folder.resolve("types.db"), TYPES);
        final CollectdConfig collectd = CollectdConfig.defaults().withTypesDb(List.of(typesDb));
        final List<Api> apis = List.of(
                new CollectdApi(door(PostedBodies.SOURCE), new CollectdSettings(collectd, pipeline.counters())),
                new RemoteWriteApi(door(WriteRequestBody.SOURCE)),
                new OpenTsdbApi(door(PostedPoints.SOURCE)),
                new InfluxApi(door(InfluxProtocol.HTTP), "0.1.0"));
        server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0).withTokens(tokenFile),
                apis,
                new ReceiverContext(clock, pipeline.counters(), faults::add),
                pipeline.refusals());
        server.start();
    }

    private Door door(final Source source) {
        final StorageHealth health = new StorageHealth() {
            @Override
            public Optional<Loss> loss() {
                return loss;
            }

            @Override
            public boolean isWhole() {
                return true;
            }
        };
        final Limits limits = new Limits(3_600_000_000_000L, Limits.UNLIMITED);
        return new Door(
                pipeline.producer(source, limits), health, then -> barrier.after(then), pipeline.counters(), clock);
    }

    HttpClientSocket connect() throws IOException {
        return new HttpClientSocket(server.address());
    }

    /** One request on a connection of its own. */
    HttpClientSocket.Answer ask(final String request) throws IOException {
        try (HttpClientSocket client = connect()) {
            return client.ask(request);
        }
    }

    HttpClientSocket.Answer post(final String target, final String body, final String... headers) throws IOException {
        return ask(HttpClientSocket.post(target, body, headers));
    }

    /**
     * Sends each request of a capture, on one connection, to {@code path} in place of {@code sentTo}; the status of
     * each answer.
     */
    List<Integer> replay(final String capture, final String sentTo, final String path) throws IOException {
        final List<Integer> statuses = new ArrayList<>();
        String rest = text(capture + ".bin");
        try (HttpClientSocket client = connect()) {
            while (!rest.isEmpty()) {
                final int head = rest.indexOf("\r\n\r\n") + 4;
                final Matcher length = LENGTH.matcher(rest.substring(0, head));
                final int end = head + (length.find() ? Integer.parseInt(length.group(1)) : 0);
                statuses.add(client.ask(rest.substring(0, end).replaceFirst(sentTo, path))
                        .status());
                rest = rest.substring(end);
            }
        }
        return statuses;
    }

    /** What a capture must become: lines of type, key, value and nanoseconds. */
    static List<String> table(final String capture) throws IOException {
        return text(capture + ".table").lines().map(DoorRig::asWritten).toList();
    }

    private static String asWritten(final String line) {
        final int time = line.lastIndexOf(' ');
        final int value = line.lastIndexOf(' ', time - 1);
        final String number = line.substring(value + 1, time);
        return line.substring(0, value + 1)
                + (line.startsWith("gauge ") ? Double.toString(Double.parseDouble(number)) : number)
                + line.substring(time);
    }

    static String text(final String resource) throws IOException {
        try (InputStream in = DoorRig.class.getResourceAsStream("/captures/" + resource)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    /** The metrics that came, in the form of {@link #table}. */
    List<String> metrics() {
        return pipeline.take().stream()
                .filter(entry -> entry.kind() == Slot.Kind.METRIC)
                .map(DoorRig::line)
                .toList();
    }

    static String line(final Entry entry) {
        final String value = entry.isIntegral() ? Long.toUnsignedString(entry.bits()) : Double.toString(entry.value());
        return entry.type().name().toLowerCase(Locale.ROOT) + " " + entry.key() + " " + value + " " + entry.timeNs();
    }

    /** The interval that came with the last metric of this key. */
    int intervalMs(final String key) {
        pipeline.run();
        final byte[] bytes = HttpClientSocket.latin(key);
        return pipeline.table().find(new UnsafeBuffer(bytes), 0, bytes.length).intervalMs();
    }

    long count(final Counter counter) {
        return pipeline.count(counter);
    }

    @Override
    public void close() {
        server.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("errors behind the server", faults.get(0));
        }
    }
}
