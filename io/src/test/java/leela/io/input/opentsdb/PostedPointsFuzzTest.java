package leela.io.input.opentsdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import leela.engine.counters.Counters;
import leela.engine.keys.TaggedKey;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedBody;
import leela.io.input.FuzzedPieces;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing around them is read, and every entry is accounted for. */
final class PostedPointsFuzzTest {

    private static final String[] PIECES = {
        "{\"metric\":\"a\",\"timestamp\":1,\"value\":1.5,\"tags\":{\"host\":\"w\"}}",
        "[",
        "]",
        ",",
        "{",
        "}",
        ":",
        "\"metric\"",
        "\"timestamp\"",
        "\"value\"",
        "\"tags\"",
        "\"x;y\"",
        "\"\"",
        "1",
        "-1.5e9",
        "null",
        "true",
        "1795915146000",
        "\"nan\"",
        " ",
        "\0",
        "é"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(PostedPointCounter.values()));

    private static final Producer PRODUCER = PIPELINE.producer(PostedPoints.SOURCE);
    private static final TaggedKey KEY = new TaggedKey();
    private static final FuzzedBody BODY = new FuzzedBody(
            PIPELINE, PRODUCER, (bytes, offset, length) -> new PostedPoints(KEY, PRODUCER, bytes, offset, length));

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyBody(final byte[] bytes) {
        BODY.check(bytes);
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(UTF_8, PIECES, BODY::check);
    }
}
