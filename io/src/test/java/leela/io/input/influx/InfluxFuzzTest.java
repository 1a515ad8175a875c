package leela.io.input.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedBody;
import leela.io.input.FuzzedPieces;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing around them is read, and every entry is accounted for. */
final class InfluxFuzzTest {

    private static final String[] PIECES = {
        "m",
        ",",
        " ",
        "=",
        "\\",
        "\"",
        "1",
        "i",
        "u",
        "t",
        "-",
        ".",
        "e9",
        "\n",
        "\r",
        "#",
        "value",
        "a=b",
        "é",
        ";",
        "%",
        "\0",
        "99999999999999999999",
        "m,a=b c=1,d=2i 5\n"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(InfluxCounter.values()));

    private static final Producer PRODUCER = PIPELINE.producer(InfluxProtocol.HTTP);
    private static final LineDecoder LINES = new LineDecoder(PRODUCER, PIPELINE.counters());
    private static final FuzzedBody BODY = new FuzzedBody(
            PIPELINE,
            PRODUCER,
            (bytes, offset, length) ->
                    new InfluxBody(LINES, new UnsafeBuffer(bytes, offset, length), Precision.NANOSECONDS));

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyBody(final byte[] bytes) {
        BODY.check(bytes);
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(UTF_8, PIECES, BODY::check);
    }
}
