package leela.io.input.opentsdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedLedger;
import leela.io.input.FuzzedPieces;
import leela.io.input.StreamProtocol;
import leela.io.input.line.LineCounter;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every entry is accounted for. */
final class PutLinesFuzzTest {

    private static final String[] PIECES = {
        "put ",
        "put web 1795915023 1.5",
        " host=a",
        "=",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\n",
        "version\n",
        "help",
        "nan",
        "1795915023648",
        "%",
        "\0",
        "ÿ",
        "-"
    };

    private static final StreamProtocol PROTOCOL = new PutProtocol("leela");
    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(PutCounter.values(), LineCounter.values()));

    private static final FuzzedLedger LEDGER = new FuzzedLedger(PIPELINE);

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyLines(final byte[] bytes) {
        if (bytes.length < FuzzedLedger.MAX_LENGTH) {
            check(bytes);
        }
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(ISO_8859_1, PIECES, PutLinesFuzzTest::check);
    }

    private static void check(final byte[] bytes) {
        assertThat(stream(bytes, (byte) '7')).isEqualTo(stream(bytes, (byte) '\n'));
    }

    private static List<Entry> stream(final byte[] bytes, final byte behind) {
        return LEDGER.entriesOf(() -> {
            final int taken = PROTOCOL.input(PIPELINE.producer(PROTOCOL.source()))
                    .decoders()
                    .get()
                    .decode(FuzzedLedger.followed(bytes, behind), bytes.length, 1);
            assertThat(taken).isBetween(0, bytes.length);
        });
    }
}
