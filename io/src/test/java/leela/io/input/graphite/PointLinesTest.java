package leela.io.input.graphite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.MetricType;
import leela.io.input.StreamDecoder;
import leela.io.input.StreamInput;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineReader;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphite's lines, read as a table, from datagrams and from connections that bring them in pieces. */
final class PointLinesTest {

    private static final long NOW_NS = 1_795_915_200_123_456_789L;

    private final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(GraphiteCounter.values(), LineCounter.values()));
    private final StreamInput input = GraphiteStreams.LINES.input(pipeline.producer(GraphiteStreams.LINES.source()));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "web1.load 1.5 1795915097, web1.load, 1.5, 1795915097000000000",
        "web1.load 1.5 1795915097.25, web1.load, 1.5, 1795915097250000000",
        "web1.load 1.5 1.795915097e9, web1.load, 1.5, 1795915097000000000",
        "web1.load 1.5 0, web1.load, 1.5, 0",
        "web1.load 1.5 -1, web1.load, 1.5, 1795915200123456789",
        "web1.load 1.5 -1.0, web1.load, 1.5, 1795915200123456789",
        "web1.load 1.5 N, web1.load, 1.5, 1795915200123456789",
        "'  web1.load\t 1.5  1795915097 \r', web1.load, 1.5, 1795915097000000000",
        "a -1e3 1, a, -1000, 1000000000",
        "a nan 1, a, NaN, 1000000000",
        "a inf 1, a, Infinity, 1000000000",
        "Web;b=2;a=1 3 1, Web;a=1;b=2, 3, 1000000000",
        "web;b=;a=x=y 3 1, web;a=x=y, 3, 1000000000",
        "a%b=c 3 1, a%25b=c, 3, 1000000000",
        "a%b;t=%3B 3 1, a%25b;t=%253B, 3, 1000000000",
    })
    void shouldReadPoints(final String line, final String key, final double value, final long timeNs) {
        final Entry expected = Entry.metric(MetricType.GAUGE, key, value, timeNs);
        assertThat(datagram(line)).containsExactly(expected);
        assertThat(stream(line + "\n")).containsExactly(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "web1.load, malformed",
        "web1.load 1.5, malformed",
        "web1.load 1.5 1795915097 more, malformed",
        "web1.load x 1795915097, value",
        "web1.load 1.5.5 1795915097, value",
        "web1.load 1.5 soon, time",
        "web1.load 1.5 1795915097x, time",
        "web1.load 1.5 n, time",
        "web1.load 1.5 -2, time_range",
        "web1.load 1.5 1795915097000, time_range",
        "web1.load 1.5 nan, time_range",
        "web;a 1 1, tag",
        "web;=a 1 1, tag",
        "web; 1 1, tag",
        ";a=b 1 1, tag",
    })
    void shouldCountBadLinesByTheirCauseAndGoOn(final String line, final String cause) {
        final Entry good = Entry.metric(MetricType.GAUGE, "good", 1, 1_000_000_000L);
        assertThat(datagram("good 1 1\n" + line + "\ngood 1 1")).containsExactly(good, good);
        assertThat(stream(line + "\r\ngood 1 1\n")).containsExactly(good);
        assertThat(pipeline.counters().sum("metrics.rejected")).isEqualTo(2);
        assertThat(pipeline.refusals().newestFirst()).hasSize(2).allSatisfy(refusal -> {
            assertThat(refusal.source()).isEqualTo("graphite");
            assertThat(refusal.cause()).isEqualTo(cause);
            assertThat(refusal.reason().startsWith("it is not three words (expected: PATH VALUE TIME"))
                    .isEqualTo(cause.equals("malformed"));
            assertThat(refusal.bytes()).as("that line alone").doesNotContain("good");
        });
        assertThat(pipeline.count(GraphiteCounter.RECEIVED)).isEqualTo(5);
    }

    @Test
    void shouldRejectAKeyThatIsTooLong() {
        assertThat(datagram("k".repeat(1025) + " 1 1")).isEmpty();
        assertThat(datagram("k;t=" + "v".repeat(1024) + " 1 1")).isEmpty();
        assertThat(pipeline.refusals().newestFirst())
                .extracting(refusal -> refusal.cause())
                .containsOnly("key_length");
    }

    @Test
    void shouldGiveTheSamePointsInWhateverPiecesTheyCome() {
        final String good = "a.b 1 10\nc;z=1;y=2 2 20\r\n\n  d 3 30\n";
        final String all = good + "x".repeat(3 * LineReader.MAX_LENGTH) + " 1 1\n" + good + "half 1 1";
        final List<Entry> expected =
                Stream.of(stream(good), stream(good)).flatMap(List::stream).toList();
        assertThat(expected).hasSize(6);
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            final long rejected = pipeline.counters().sum("metrics.rejected");
            assertThat(inPieces(all.getBytes(UTF_8), random, 1 + random.nextInt(5000)))
                    .isEqualTo(expected);
            // the line that is too long, and the one that has no end
            assertThat(pipeline.counters().sum("metrics.rejected") - rejected).isEqualTo(2);
        }
        assertThat(pipeline.refusals().newestFirst())
                .extracting(refusal -> refusal.cause())
                .contains("line_length", "incomplete");
    }

    @Test
    void shouldReadLinesThatComeInTheirOrderAgainAsItReadsEachAlone() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final String[] paths = {"web1.load", "web1.load2", "web;b=2;a=1", "a%b", "web", "web;a=1;b=2", "web;", "é"};
        final String[] rests = {
            " 1 10",
            " 2.5 1795915097",
            " 2.5 1795915097\r",
            " 1 1795915097 ",
            " -3 1795915097.5",
            " nan 1",
            " 1 N",
            " 1 -1",
            " 1 -1.0",
            " 1 -2",
            "  4 5",
            "\t6 7",
            " 8  9",
            " 1 2 3",
            " x 1",
            " 1 x",
            " 1",
            " 1;2 3",
            " 1e3 1795915097000",
            " 12345678.125 12"
        };
        for (int round = 0; round < 300; round++) {
            final int lines = 1 + random.nextInt(paths.length);
            final StringBuilder sent = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                final boolean isInOrder = random.nextInt(8) > 0;
                sent.append(paths[isInOrder ? i % lines : random.nextInt(lines)])
                        .append(rests[random.nextInt(rests.length)])
                        .append('\n');
            }
            final List<Entry> alone = Stream.of(sent.toString().split("\n"))
                    .flatMap(line -> datagram(line).stream())
                    .toList();
            assertThat(stream(sent.toString())).as("seed %d", seed).isEqualTo(alone);
        }
    }

    @Test
    void shouldRejectALineThatIsTooLongThoughItsPathIsKnown() {
        final String longest = "a " + "0".repeat(LineReader.MAX_LENGTH - 6) + "1 1\n";
        final Entry expected = Entry.metric(MetricType.GAUGE, "a", 1, 1_000_000_000L);
        assertThat(stream("a 1 1\na 1 1\na 1 1\n" + longest)).hasSize(4).containsOnly(expected);
        assertThat(stream("a 1 1\na 0" + longest.substring(2) + "a 1 1\n")).containsExactly(expected, expected);
        assertThat(pipeline.count(LineCounter.LENGTH)).isEqualTo(1);
    }

    @Test
    void shouldKnowAPathNoMoreWhenItsSeriesIsPurged() {
        final Entry expected = Entry.metric(MetricType.GAUGE, "a", 1, 1_000_000_000L);
        for (int i = 0; i < 4; i++) {
            assertThat(stream("a 1 1\n")).containsExactly(expected);
        }
        pipeline.forgetSeries(0);
        for (int i = 0; i < 4; i++) {
            assertThat(stream("a 1 1\n")).containsExactly(expected);
        }
        assertThat(pipeline.count(EngineCounter.SERIES_CREATED)).isEqualTo(2);
    }

    /** As a receiver does it: what is not taken comes again. */
    private List<Entry> inPieces(final byte[] all, final SplittableRandom random, final int longest) {
        final StreamDecoder decoder = input.decoders().get();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LineReader.MAX_LENGTH + longest + 16]);
        int held = 0;
        for (int at = 0; at < all.length; ) {
            final int piece = Math.min(all.length - at, 1 + random.nextInt(longest));
            buffer.putBytes(held, all, at, piece);
            at += piece;
            held += piece;
            final int taken = decoder.decode(buffer, held, NOW_NS);
            held -= taken;
            buffer.putBytes(0, buffer, taken, held);
            assertThat(held).isLessThan(LineReader.MAX_LENGTH);
        }
        decoder.end(buffer, held, NOW_NS);
        return pipeline.take();
    }

    private List<Entry> datagram(final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        new GraphiteDatagrams()
                .decoder(pipeline.producer(GraphiteStreams.LINES.source()))
                .decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS);
        return pipeline.take();
    }

    private List<Entry> stream(final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        assertThat(input.decoders().get().decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS))
                .isEqualTo(bytes.length);
        return pipeline.take();
    }
}
