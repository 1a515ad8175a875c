package leela.io.input.graphite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.StreamDecoder;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Any bytes: nothing is thrown, nothing behind them is read, and every entry is accounted for. */
final class GraphiteFuzzTest {

    private static final int ROUNDS = 1_000;
    private static final int MAX_LENGTH = 20_000;
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

    @FuzzTest
    void shouldStandAnyLines(final byte[] bytes) {
        if (bytes.length < MAX_LENGTH) {
            checkLines(bytes);
        }
    }

    @FuzzTest
    void shouldStandAnyPickle(final byte[] bytes) {
        if (bytes.length < MAX_LENGTH) {
            checkPickle(bytes);
        }
    }

    @Test
    void shouldStandRandomMixturesOfPieces() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final StringBuilder text = new StringBuilder();
            final StringBuilder pickle = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            for (int i = random.nextInt(40); i >= 0; i--) {
                pickle.append(OPCODES[random.nextInt(OPCODES.length)]);
            }
            try {
                checkLines(text.toString().getBytes(ISO_8859_1));
                checkPickle(HexFormat.of().parseHex(pickle));
            } catch (final AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": " + text + " " + pickle, failed);
            }
        }
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
        final long before = balance();
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
        Arrays.fill(longer, bytes.length, longer.length, behind);
        final StreamDecoder decoder =
                protocol.input(PIPELINE.producer(protocol.source())).decoders().get();
        final UnsafeBuffer buffer = new UnsafeBuffer(longer);
        final int taken = decoder.decode(buffer, bytes.length, 1);
        assertThat(taken).isBetween(0, bytes.length);
        if (taken < bytes.length) {
            decoder.end(new UnsafeBuffer(longer, taken, longer.length - taken), bytes.length - taken, 1);
        }
        return taken(before);
    }

    private static List<Entry> datagram(final byte[] bytes, final byte behind) {
        final long before = balance();
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
        Arrays.fill(longer, bytes.length, longer.length, behind);
        new GraphiteDatagrams()
                .decoder(PIPELINE.producer(GraphiteStreams.LINES.source()))
                .decode(new UnsafeBuffer(longer), bytes.length, 1);
        return taken(before);
    }

    private static List<Entry> taken(final long before) {
        final List<Entry> entries = PIPELINE.take();
        assertThat(balance() - before).isEqualTo(entries.size());
        return entries;
    }

    private static long balance() {
        return PIPELINE.counters().sum("metrics.received") - PIPELINE.counters().sum("metrics.rejected");
    }
}
