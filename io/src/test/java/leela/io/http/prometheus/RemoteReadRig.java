package leela.io.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.CRC32C;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.history.StorageHealth;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.http.graphite.ListedHistory;
import leela.io.socket.ReceiverContext;

/** A server with remote read over a history that the test fills, and a client of it. Thread: the test's. */
final class RemoteReadRig implements AutoCloseable {

    static final int SAMPLES = 0;
    static final int STREAMED = 1;

    private static final int MUCH = 16 << 20;

    final ListedHistory history = new ListedHistory();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final ReadMemory memory;
    private final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values(), RemoteReadCounter.values()));
    private final HttpServer server;

    RemoteReadRig() throws IOException {
        this(MUCH);
    }

    /** With so many bytes for what requests hold. */
    RemoteReadRig(final long mostMemory) throws IOException {
        memory = new ReadMemory(mostMemory);
        final ManualClock clock = new ManualClock(1_365_510_896_000_000_000L);
        server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(new RemoteReadApi(
                        history, StorageHealth.GOOD, pipeline.counters(), clock, RemoteReadRig::compile, memory)),
                new ReceiverContext(clock, pipeline.counters(), faults::add),
                pipeline.refusals());
        server.start();
    }

    static KeyPattern compile(final byte[] text) {
        try {
            final Pattern pattern = Pattern.compile(new String(text, StandardCharsets.UTF_8));
            return key ->
                    pattern.matcher(new String(key, StandardCharsets.UTF_8)).find();
        } catch (final PatternSyntaxException bad) {
            throw new IllegalArgumentException("regex: " + bad.getDescription(), bad);
        }
    }

    long count(final Counter id) {
        return pipeline.count(id);
    }

    // ---- asking

    /** A query over seconds; each matcher is such as {@code host=web1} or {@code host=~web.*}. */
    static byte[] query(final long from, final long to, final String... matchers) {
        return queryOf(from * 1000, to * 1000, "", matchers);
    }

    static byte[] queryOf(final long fromMs, final long toMs, final String function, final String... matchers) {
        return message(1, out -> {
            out.writeInt64(1, fromMs);
            out.writeInt64(2, toMs);
            for (final String matcher : matchers) {
                final String[] parts = matcher.split("=~|!~|!=|=", 2);
                final String sign = matcher.substring(parts[0].length(), matcher.length() - parts[1].length());
                out.writeByteArray(3, bytes(inner -> {
                    inner.writeEnum(1, List.of("=", "!=", "=~", "!~").indexOf(sign));
                    inner.writeString(2, parts[0]);
                    inner.writeString(3, parts[1]);
                }));
            }
            out.writeByteArray(4, bytes(inner -> inner.writeString(2, function)));
        });
    }

    Answer post(final int type, final byte[]... queries) throws IOException {
        final ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (final byte[] query : queries) {
            request.writeBytes(query);
        }
        request.writeBytes(bytes(out -> out.writeEnum(2, type)));
        return post(request.toByteArray());
    }

    Answer post(final byte[] request) throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(server.address())) {
            return client.ask(HttpClientSocket.post(
                    "/api/v1/read", HttpClientSocket.latin(pack(request)), "Content-Encoding: snappy"));
        }
    }

    /** Of the first query: labels as Prometheus writes them, and a line {@code ms value} a sample. */
    Map<String, List<String>> ask(final int type, final byte[]... queries) throws IOException {
        return askAll(type, queries).get(0);
    }

    List<Map<String, List<String>>> askAll(final int type, final byte[]... queries) throws IOException {
        final Answer answer = post(type, queries);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        final byte[] body = HttpClientSocket.latin(answer.body());
        final List<Map<String, List<String>>> results = new ArrayList<>();
        if (type == STREAMED) {
            assertThat(answer.header("content-type"))
                    .isEqualTo("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");
            for (int i = 0; i < queries.length; i++) {
                results.add(new LinkedHashMap<>());
            }
            readFrames(body, results);
        } else {
            assertThat(answer.header("content-type")).isEqualTo("application/x-protobuf");
            assertThat(answer.header("content-encoding")).isEqualTo("snappy");
            fields(unpack(body), (field, result) -> results.add(resultOf(result)));
            assertThat(results).hasSize(queries.length);
        }
        return results;
    }

    private static void readFrames(final byte[] body, final List<Map<String, List<String>>> results)
            throws IOException {
        int at = 0;
        while (at < body.length) {
            final CodedInputStream head = CodedInputStream.newInstance(body, at, body.length - at);
            final int length = head.readRawVarint32();
            at += head.getTotalBytesRead();
            final CRC32C check = new CRC32C();
            check.update(body, at + 4, length);
            int sent = 0;
            for (int i = 0; i < 4; i++) {
                sent = sent << 8 | body[at + i] & 0xff;
            }
            assertThat(sent).isEqualTo((int) check.getValue());
            readFrame(Arrays.copyOfRange(body, at + 4, at + 4 + length), results);
            at += 4 + length;
        }
    }

    private static void readFrame(final byte[] frame, final List<Map<String, List<String>>> results)
            throws IOException {
        final CodedInputStream in = CodedInputStream.newInstance(frame);
        in.readTag();
        final byte[] series = in.readByteArray();
        final int query = in.isAtEnd() ? 0 : in.readTag() * 0 + (int) in.readInt64();
        final List<String> samples = new ArrayList<>();
        final StringJoiner labels = new StringJoiner(",", "{", "}");
        fields(series, (field, bytes) -> {
            if (field == 1) {
                labels.add(label(bytes));
            } else {
                final CodedInputStream chunk = CodedInputStream.newInstance(bytes);
                chunk.readTag();
                final long first = chunk.readInt64();
                chunk.readTag();
                final long last = chunk.readInt64();
                chunk.readTag();
                assertThat(chunk.readEnum()).isEqualTo(1);
                chunk.readTag();
                final List<String> decoded = XorChunkTest.decode(chunk.readByteArray());
                assertThat(decoded.get(0)).startsWith(first + " ");
                assertThat(decoded.get(decoded.size() - 1)).startsWith(last + " ");
                samples.addAll(decoded);
            }
        });
        results.get(query)
                .computeIfAbsent(labels.toString(), one -> new ArrayList<>())
                .addAll(samples);
    }

    private static Map<String, List<String>> resultOf(final byte[] result) throws IOException {
        final Map<String, List<String>> all = new LinkedHashMap<>();
        fields(result, (field, series) -> {
            final List<String> samples = new ArrayList<>();
            final StringJoiner labels = new StringJoiner(",", "{", "}");
            fields(series, (inner, bytes) -> {
                if (inner == 1) {
                    labels.add(label(bytes));
                } else {
                    final CodedInputStream sample = CodedInputStream.newInstance(bytes);
                    sample.readTag();
                    final double value = sample.readDouble();
                    sample.readTag();
                    samples.add(sample.readInt64() + " " + value);
                }
            });
            assertThat(all.put(labels.toString(), samples)).isNull();
        });
        return all;
    }

    private static String label(final byte[] bytes) throws IOException {
        final List<String> parts = new ArrayList<>();
        fields(bytes, (field, text) -> parts.add(new String(text, StandardCharsets.UTF_8)));
        return parts.get(0) + "=" + parts.get(1);
    }

    private interface Field {
        void take(int number, byte[] bytes) throws IOException;
    }

    private static void fields(final byte[] message, final Field taker) throws IOException {
        final CodedInputStream in = CodedInputStream.newInstance(message);
        while (!in.isAtEnd()) {
            final int tag = in.readTag();
            assertThat(tag & 7).isEqualTo(2);
            taker.take(tag >> 3, in.readByteArray());
        }
    }

    // ---- bytes

    interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    static byte[] message(final int field, final Writing writing) {
        return bytes(out -> out.writeByteArray(field, bytes(writing)));
    }

    static byte[] bytes(final Writing writing) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (final IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] pack(final byte[] bytes) {
        final SnappyCompressor compressor = new SnappyCompressor();
        final byte[] packed = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(packed, compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length));
    }

    private static byte[] unpack(final byte[] packed) {
        final byte[] bytes = new byte[SnappyDecompressor.getUncompressedLength(packed, 0)];
        assertThat(new SnappyDecompressor().decompress(packed, 0, packed.length, bytes, 0, bytes.length))
                .isEqualTo(bytes.length);
        return bytes;
    }

    /** Whether everything that was held was given back. */
    boolean isAllGivenBack() {
        return memory.taken() == 0;
    }

    @Override
    public void close() {
        server.close();
        assertThat(memory.taken()).as("memory held behind the last answer").isZero();
        if (!faults.isEmpty()) {
            throw new AssertionError("errors behind the server", faults.get(0));
        }
    }
}
