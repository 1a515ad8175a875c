package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedBody;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing around them is read, and every entry is accounted for. */
final class PostedBodiesFuzzTest {

    private static final int ROUNDS = 1_000;
    private static final String[] PIECES = {
        "[",
        "]",
        ",",
        "{",
        "}",
        "\"values\":[1,2.5]",
        "\"dstypes\":[\"gauge\",\"derive\"]",
        "\"dsnames\":[\"rx\",\"tx\"]",
        "\"time\":1795915146.5",
        "\"interval\":10",
        "\"host\":\"h\"",
        "\"plugin\":\"p\"",
        "\"type\":\"load\"",
        "\"type_instance\":\"\"",
        "null",
        "\"meta\":{\"a\":[1]}",
        "\"severity\":\"FAILURE\"",
        "\"message\":\"x\"",
        "\n",
        "PUTVAL \"h/cpu-0/cpu-user\" interval=10 1795915146:1.5\n",
        "PUTVAL h/load/load ",
        "interval=",
        "1795915146:1:2:U",
        "N:1",
        "\\",
        "\"",
        "é",
        "\0"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(CollectdCounter.values()));

    private static final Producer PRODUCER = PIPELINE.producer(PostedBodies.SOURCE);
    private static final PostedBodies BODIES = new PostedBodies(
            new CollectdSettings(CollectdConfig.defaults().withTypesDb(List.of()), PIPELINE.counters()),
            PRODUCER,
            PIPELINE.counters());
    private static final FuzzedBody BODY =
            new FuzzedBody(PIPELINE, PRODUCER, (bytes, offset, length) -> BODIES.open(bytes, offset, length, false));

    @FuzzTest
    void shouldStandAnyBody(final byte[] bytes) {
        check(bytes);
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                check(text.toString().getBytes(UTF_8));
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + text, failed);
            }
        }
    }

    private static void check(final byte[] bytes) {
        BODY.check(bytes);
    }
}
