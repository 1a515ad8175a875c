package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.FuzzedLedger;
import leela.io.input.FuzzedPieces;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind the datagram is read, and every entry is accounted for. */
final class TextDecoderFuzzTest {

    private static final String[] PIECES = {
        "gauge ",
        "counter ",
        "event ",
        "data ",
        "6|foobar",
        "1|k",
        " ",
        "1.5",
        "-1e3",
        "nan",
        "10.5;",
        ";",
        "\n",
        "name: ",
        "2|{}",
        "999999999|",
        "\0",
        "\u00ff",
        "."
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(TextCounter.values()));

    private static final FuzzedLedger LEDGER = new FuzzedLedger(PIPELINE);

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyDatagram(final byte[] datagram) {
        if (datagram.length < FuzzedLedger.MAX_LENGTH) {
            check(datagram);
        }
    }

    @Test
    void shouldStandRandomMixturesOfItsOwnPieces() {
        FuzzedPieces.mix(ISO_8859_1, PIECES, TextDecoderFuzzTest::check);
    }

    private static void check(final byte[] datagram) {
        for (final TextDialect dialect : List.of(TextDialect.UDP, TextDialect.DATABUS, TextDialect.EVENTS)) {
            final List<Entry> entries = decode(dialect, datagram, (byte) '7');
            assertThat(decode(dialect, datagram, (byte) ';')).isEqualTo(entries);
        }
    }

    /** Decodes the datagram in front of other bytes. */
    private static List<Entry> decode(final TextDialect dialect, final byte[] datagram, final byte behind) {
        return LEDGER.entriesOf(() -> new TextDecoder(PIPELINE.producer(TextProtocol.DATABUS.source()), dialect)
                .decode(FuzzedLedger.followed(datagram, behind), datagram.length, 1));
    }
}
