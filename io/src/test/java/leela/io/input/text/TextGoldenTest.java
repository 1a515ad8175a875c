package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leela.engine.golden.JsonLines;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first Leela's timeline, from datagrams in to datagrams out: what it did, and what is to come out instead where
 * the contract departs from it. The latter was computed from the contract by a program of its own, in exact arithmetic.
 */
final class TextGoldenTest {

    private static final double CLOSE = 1e-9;

    static Stream<Arguments> vectors() {
        return arguments("/golden/timeline.jsonl");
    }

    static Stream<Arguments> deviations() {
        return arguments("/golden/timeline-differs.jsonl");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void shouldDoAsTheFirstLeelaDid(final String name, final List<String> in, final List<String> out) {
        check(in, out);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deviations")
    void shouldDepartFromItWhereTheContractSaysSo(final String name, final List<String> in, final List<String> out) {
        check(in, out);
    }

    private static void check(final List<String> in, final List<String> out) {
        final List<Entry> results = events(in);
        final List<Entry> expected = decoded(out);
        assertThat(results)
                .usingElementComparator((a, b) -> isCloseTo(a, b) ? 0 : 1)
                .containsExactlyElementsOf(expected);
        assertThat(decoded(encoded(results)))
                .as("what is encoded reads back")
                .usingElementComparator((a, b) -> isSame(a, b) ? 0 : 1)
                .containsExactlyElementsOf(results);
    }

    /** Through the decoder and the timeline. The first Leela's took no events, as the UDP door does today. */
    private static List<Entry> events(final List<String> datagrams) {
        final Rules rules = new FixedClockRules(RecordingPipeline.CLOCK_NS, RecordingPipeline.TTL_NS, CounterFall.WRAP);
        return decode(RecordingPipeline.ofEvents(rules), TextDialect.UDP, datagrams);
    }

    private static List<Entry> decoded(final List<String> events) {
        return decode(RecordingPipeline.ofMetrics(), TextDialect.EVENTS, events);
    }

    private static List<Entry> decode(
            final RecordingPipeline pipeline, final TextDialect dialect, final List<String> datagrams) {
        final TextDecoder decoder = new TextDecoder(pipeline.producer(TextProtocol.DATABUS.source()), dialect);
        for (final String datagram : datagrams) {
            final byte[] bytes = datagram.getBytes(ISO_8859_1);
            decoder.decode(new UnsafeBuffer(bytes), bytes.length, 1);
        }
        return pipeline.take();
    }

    private static List<String> encoded(final List<Entry> events) {
        final EventEncoder encoder = new EventEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[EventEncoder.MAX_LENGTH]);
        final List<String> texts = new ArrayList<>();
        for (final Entry event : events) {
            final int length =
                    encoder.encode(event.key().getBytes(ISO_8859_1), event.value(), event.timeNs(), buffer, 0);
            texts.add(new String(buffer.byteArray(), 0, length, ISO_8859_1));
        }
        return texts;
    }

    private static boolean isCloseTo(final Entry a, final Entry b) {
        final boolean isClose =
                Math.abs(a.value() - b.value()) <= CLOSE * Math.abs(b.value()) && Double.isFinite(b.value());
        return isSame(a, b) || isClose && a.key().equals(b.key()) && a.timeNs() == b.timeNs();
    }

    private static boolean isSame(final Entry a, final Entry b) {
        return Double.compare(a.value(), b.value()) == 0 && a.key().equals(b.key()) && a.timeNs() == b.timeNs();
    }

    private static Stream<Arguments> arguments(final String resource) {
        return JsonLines.read(resource).stream().map(TextGoldenTest::argument);
    }

    private static Arguments argument(final Map<String, Object> vector) {
        return Arguments.of(vector.get("name"), vector.get("in"), vector.get("out"));
    }
}
