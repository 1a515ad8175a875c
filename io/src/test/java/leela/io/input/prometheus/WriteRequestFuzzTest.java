package leela.io.input.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedBody;
import leela.io.input.FuzzedLedger;
import org.junit.jupiter.api.Test;

/**
 * Any bytes: nothing is thrown, nothing around them is read, every entry is accounted for, and a request gives the same
 * when its labels came before.
 */
final class WriteRequestFuzzTest {

    private static final int ROUNDS = 1_000;
    private static final String[] TEXTS = {"__name__", "up", "job", "", "a;b", "host", "web1", "\0", "ÿ", "x=y"};

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(PrometheusCounter.values()));

    private static final Producer PRODUCER = PIPELINE.producer(WriteRequestBody.SOURCE);

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyRequest(final byte[] bytes) {
        if (bytes.length < FuzzedLedger.MAX_LENGTH) {
            check(bytes);
        }
    }

    @Test
    void shouldStandRandomRequestsThatAreBroken() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = message(random, 0);
            if (random.nextInt(3) == 0 && request.length > 0) {
                request[random.nextInt(request.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(5) == 0) {
                request = Arrays.copyOf(request, random.nextInt(request.length + 1));
            }
            try {
                check(request);
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(request), failed);
            }
        }
    }

    private static void check(final byte[] bytes) {
        final WriteRequestBody.Labels labels = new WriteRequestBody.Labels();
        final FuzzedBody body = new FuzzedBody(
                PIPELINE,
                PRODUCER,
                (all, offset, length) ->
                        new WriteRequestBody(labels, PRODUCER, PIPELINE.counters(), all, offset, length));
        final List<Entry> first = body.read(bytes, (byte) 0x0a);
        assertThat(body.read(bytes, (byte) 0x12)).isEqualTo(first);
        assertThat(body.read(bytes, (byte) 0xff)).isEqualTo(first);
    }

    /** Of a depth: a request, its series, their labels and samples; now and then something else. */
    private static byte[] message(final SplittableRandom random, final int depth) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (int i = random.nextInt(depth == 0 ? 6 : 4); i > 0; i--) {
                put(random, depth, out);
            }
            out.flush();
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void put(final SplittableRandom random, final int depth, final CodedOutputStream out)
            throws IOException {
        final boolean isOdd = random.nextInt(20) == 0;
        if (depth == 0 && !isOdd) {
            out.writeByteArray(1, message(random, 1));
        } else if (depth == 1 && !isOdd) {
            final boolean isLabel = random.nextBoolean();
            out.writeByteArray(isLabel ? 1 : 2, message(random, isLabel ? 2 : 3));
        } else if (depth == 2 && !isOdd) {
            out.writeByteArray(
                    1 + random.nextInt(2), TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8));
        } else if (depth == 3 && !isOdd) {
            out.writeDouble(1, random.nextDouble());
            out.writeInt64(2, random.nextInt(100));
        } else {
            out.writeInt64(1 + random.nextInt(5), random.nextLong());
        }
    }
}
