package leela.io.input.graphite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.DatagramDecoder;
import leela.io.input.FuzzedLedger;
import leela.io.input.FuzzedPieces;
import leela.io.input.StreamDecoder;
import leela.io.input.line.LineCounter;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every entry is accounted for. */
final class GraphiteFuzzTest {

    private static final String[] PIECES = {
        "web1.load",
        ";",
        "=",
        "host=a",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\n",
        "1.5",
        "-1",
        "N",
        "nan",
        "1795915097",
        "%",
        "\0",
        "ÿ",
        "-"
    };
    /** Opcodes with their arguments, and some that are not in the list. */
    private static final String[] OPCODES = {
        "8002",
        "5d",
        "28",
        "65",
        "61",
        "6c",
        "74",
        "85",
        "86",
        "87",
        "4e",
        "30",
        "2e",
        "7100",
        "7101",
        "6800",
        "6801",
        "94",
        "5801000000",
        "61",
        "8c0162",
        "550163",
        "47",
        "3ff0000000000000",
        "4b05",
        "4d0102",
        "4a01020304",
        "8a02",
        "46312e350a",
        "49330a",
        "5327612a270a",
        "56610a",
        "70310a",
        "67310a",
        "63",
        "52",
        "9500000000000000",
        "ff"
    };

    /** One for all, since it is large. */
    private static final RecordingPipeline PIPELINE =
            RecordingPipeline.ofMetrics(Counters.inMemory(GraphiteCounter.values(), LineCounter.values()));

    private static final FuzzedLedger LEDGER = new FuzzedLedger(PIPELINE);

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyLines(final byte[] bytes) {
        if (bytes.length < FuzzedLedger.MAX_LENGTH) {
            checkLines(bytes);
        }
    }

    @FuzzTest(maxDuration = "2h")
    void shouldStandAnyPickle(final byte[] bytes) {
        if (bytes.length < FuzzedLedger.MAX_LENGTH) {
            checkPickle(bytes);
        }
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        FuzzedPieces.mix(ISO_8859_1, PIECES, GraphiteFuzzTest::checkLines);
        FuzzedPieces.mix(ISO_8859_1, OPCODES, hex -> checkPickle(HexFormat.of().parseHex(new String(hex, ISO_8859_1))));
    }

    private static void checkLines(final byte[] bytes) {
        assertThat(stream(GraphiteStreams.LINES, bytes, (byte) '7'))
                .isEqualTo(stream(GraphiteStreams.LINES, bytes, (byte) '\n'));
        assertThat(datagram(bytes, (byte) '7')).isEqualTo(datagram(bytes, (byte) '\n'));
    }

    private static void checkPickle(final byte[] pickle) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[4 + pickle.length]);
        frame.putInt(0, pickle.length, ByteOrder.BIG_ENDIAN);
        frame.putBytes(4, pickle);
        assertThat(stream(GraphiteStreams.PICKLES, frame.byteArray(), (byte) '.'))
                .isEqualTo(stream(GraphiteStreams.PICKLES, frame.byteArray(), (byte) 0));
    }

    private static List<Entry> stream(final GraphiteStreams protocol, final byte[] bytes, final byte behind) {
        return LEDGER.entriesOf(() -> {
            final StreamDecoder decoder = protocol.input(PIPELINE.producer(protocol.source()))
                    .decoders()
                    .get();
            final MutableDirectBuffer buffer = FuzzedLedger.followed(bytes, behind);
            final int taken = decoder.decode(buffer, bytes.length, 1);
            assertThat(taken).isBetween(0, bytes.length);
            if (taken < bytes.length) {
                decoder.end(new UnsafeBuffer(buffer, taken, buffer.capacity() - taken), bytes.length - taken, 1);
            }
        });
    }

    /** What a datagram gives each time that it comes: its paths are known the second time, and expected the third. */
    private static List<Entry> datagram(final byte[] bytes, final byte behind) {
        final DatagramDecoder decoder =
                new GraphiteDatagrams().decoder(PIPELINE.producer(GraphiteStreams.LINES.source()));
        final List<Entry> first = LEDGER.entriesOf(() -> decode(decoder, bytes, behind));
        for (int again = 0; again < 2; again++) {
            assertThat(LEDGER.entriesOf(() -> decode(decoder, bytes, behind))).isEqualTo(first);
        }
        return first;
    }

    private static void decode(final DatagramDecoder decoder, final byte[] bytes, final byte behind) {
        decoder.decode(FuzzedLedger.followed(bytes, behind), bytes.length, 1);
    }
}
