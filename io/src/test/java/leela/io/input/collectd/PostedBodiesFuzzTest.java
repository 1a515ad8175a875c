package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedBody;
import leela.io.input.FuzzedPieces;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing around them is read, and every entry is accounted for. */
final class PostedBodiesFuzzTest {

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

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyBody(final byte[] bytes) {
        BODY.check(bytes);
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(UTF_8, PIECES, BODY::check);
    }
}
