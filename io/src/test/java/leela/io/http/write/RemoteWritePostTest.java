package leela.io.http.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import leela.engine.counters.EngineCounter;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.input.prometheus.PrometheusCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote write requests, and what becomes of them. */
final class RemoteWritePostTest {

    private static final String TARGET = "/api/v1/write";
    private static final long STALE = 0x7ff0_0000_0000_0002L;

    private DoorRig rig;

    @BeforeEach
    void start(@TempDir final Path folder) throws IOException {
        rig = new DoorRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus", "vmagent"})
    void shouldTakeWhatARealClientSent(final String capture) throws IOException {
        assertThat(rig.replay(capture, "", "")).containsOnly(204);
        assertThat(rig.metrics()).containsExactlyElementsOf(DoorRig.table(capture));
    }

    @Test
    void shouldTakeTheStalenessMarkForNoPoint() throws IOException {
        final byte[] request = request(series(
                label("__name__", "up"),
                label("job", "a;b"),
                label("empty", ""),
                sample(Double.longBitsToDouble(STALE), 1000),
                sample(Double.NaN, 1000),
                sample(1.5, 1)));
        assertThat(post(request).status()).isEqualTo(204);
        assertThat(rig.metrics())
                .containsExactly("gauge up;job=a%3Bb NaN 1000000000", "gauge up;job=a%3Bb 1.5 1000000");
        assertThat(rig.count(PrometheusCounter.STALE)).isEqualTo(1);
        assertThat(rig.count(PrometheusCounter.RECEIVED)).isEqualTo(2);
    }

    @Test
    void shouldSkipHistogramsAndExemplarsAndMetadata() throws IOException {
        final byte[] request = request(
                series(label("__name__", "h"), message(3, sample(1, 1)), message(4, sample(1, 1)), sample(2, 1)),
                message(3, label("x", "y")));
        assertThat(post(request).status()).isEqualTo(204);
        assertThat(rig.metrics()).containsExactly("gauge h 2.0 1000000");
        assertThat(rig.count(PrometheusCounter.HISTOGRAMS)).isEqualTo(1);
        assertThat(rig.count(PrometheusCounter.EXEMPLARS)).isEqualTo(1);
    }

    @Test
    void shouldRefuseForGoodWhatMustNotBeSentAgain() throws IOException {
        final byte[] good = series(label("__name__", "a"), sample(1, 1));
        final Answer nameless = post(request(good, series(label("job", "x"), sample(1, 1)), good));
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.body()).startsWith("series 1: a series without __name__ (2 samples kept, 1 dropped)");
        final Answer late = post(request(series(label("__name__", "a"), sample(1, 1L << 50))));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.body()).startsWith("series 0: Times too far");
        assertThat(post(new byte[] {(byte) 0xff, 1, 2}).status()).isEqualTo(400);
        assertThat(rig.metrics()).hasSize(2);
        assertThat(rig.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(2);
        assertThat(rig.pipeline.refusals().newestFirst().get(0).source()).isEqualTo("prometheus");
    }

    @Test
    void shouldAskForASecondTryWhileTheRingIsFull() throws IOException {
        final byte[] request = new byte[700 * 30];
        final byte[] one = request(series(label("__name__", "a"), sample(1, 1)));
        int length = 0;
        while (length + one.length <= request.length) {
            System.arraycopy(one, 0, request, length, one.length);
            length += one.length;
        }
        Answer answer = null;
        for (int posts = 0; posts < 100 && (answer == null || answer.status() == 204); posts++) {
            answer = post(Arrays.copyOf(request, length));
        }
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
    }

    @Test
    void shouldRefuseWhatUnpacksToTooMuchBeforeMemoryIsTaken() throws IOException {
        // a length of 2^31 - 1, and nothing behind it
        final byte[] packed = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0};
        assertThat(send(packed, "Content-Encoding: snappy").status()).isEqualTo(413);
        assertThat(send(new byte[] {5, 0}, "Content-Encoding: snappy").status()).isEqualTo(400);
        assertThat(send(new byte[] {5}, "Content-Encoding: zstd").status()).isEqualTo(415);
    }

    @Test
    void shouldSendClientsOfTheSecondVersionBackToTheFirst() throws IOException {
        assertThat(send(
                                new byte[] {0},
                                "Content-Encoding: snappy",
                                "Content-Type: application/x-protobuf;proto=io.prometheus.write.v2.Request")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void shouldStandAnyBytes() throws IOException {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] seedBytes = request(
                series(label("__name__", "a"), label("b", "c"), sample(1, 1), message(3, sample(1, 1))),
                series(label("__name__", "d"), sample(2, 2), sample(3, 3)));
        try (HttpClientSocket client = rig.connect()) {
            for (int round = 0; round < 2_000; round++) {
                final byte[] bytes = seedBytes.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                final boolean isPacked = random.nextInt(4) == 0;
                final byte[] body = isPacked ? pack(seedBytes) : bytes;
                if (isPacked) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                final String text = HttpClientSocket.post(
                        TARGET,
                        HttpClientSocket.latin(body),
                        isPacked ? "Content-Encoding: snappy" : "Content-Encoding: identity");
                assertThat(client.ask(text).status())
                        .as("seed %d, round %d", seed, round)
                        .isIn(204, 400, 413);
                rig.pipeline.run();
            }
        }
    }

    // ---- requests

    private Answer post(final byte[] request) throws IOException {
        return send(pack(request), "Content-Encoding: snappy", "Content-Type: application/x-protobuf");
    }

    private Answer send(final byte[] body, final String... headers) throws IOException {
        return rig.post(TARGET, HttpClientSocket.latin(body), headers);
    }

    private static byte[] pack(final byte[] bytes) {
        final SnappyCompressor compressor = new SnappyCompressor();
        final byte[] packed = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(packed, compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length));
    }

    private static byte[] request(final byte[]... parts) {
        return join(parts);
    }

    private static byte[] series(final byte[]... parts) {
        return message(1, join(parts));
    }

    private static byte[] label(final String name, final String value) {
        return message(
                1,
                join(
                        message(1, name.getBytes(StandardCharsets.UTF_8)),
                        message(2, value.getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] sample(final double value, final long timeMs) {
        return message(2, written(out -> {
            out.writeFixed64(1, Double.doubleToRawLongBits(value));
            out.writeInt64(2, timeMs);
        }));
    }

    private static byte[] message(final int field, final byte[] bytes) {
        return written(out -> out.writeByteArray(field, bytes));
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(final Writing writing) {
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

    private static byte[] join(final byte[]... parts) {
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
