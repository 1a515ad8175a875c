package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.engine.series.MetricType.GAUGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a name and a value, which only UDP takes. */
final class LegacyLinesTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NOW_NS = 1_400_000_000L * SECOND_NS;
    private static final long THEN_NS = 1_365_500_000L * SECOND_NS;
    private static final Entry FOOBAR = gauge("foobar", 1.5, THEN_NS);
    private static final String GOOD = "gauge 6|foobar 1.5 1365500000.0;";

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();

    @Test
    void shouldReadLegacyLines() {
        assertThat(decode(TextDialect.UDP, "load: 1.5\nmem: 2 1365500000\r\na:b: -3  10.5 \nno-space:4"))
                .containsExactly(
                        gauge("load", 1.5, NOW_NS), gauge("mem", 2, THEN_NS),
                        gauge("a:b", -3, 10 * SECOND_NS + SECOND_NS / 2), gauge("no-space", 4, NOW_NS));
        assertRejected(0);
    }

    @Test
    void shouldCutLegacyNamesTo255Bytes() {
        assertThat(decode(TextDialect.UDP, "n".repeat(300) + ": 1")).containsExactly(gauge("n".repeat(255), 1, NOW_NS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load",
                "load 1.5",
                ": 1.5",
                "load: ",
                "load: x",
                "load: 1.5 x",
                "load: 1.5 1365500000 x",
                "load: 1.5x"
            })
    void shouldRejectBadLegacyLinesAndGoOnAtTheNextLine(final String line) {
        assertThat(decode(TextDialect.UDP, line + "\nload: 2 10\n" + GOOD))
                .containsExactly(gauge("load", 2, 10 * SECOND_NS), FOOBAR);
        assertRejected(1);
    }

    @Test
    void shouldKnowNoLegacyLinesOnUnixSockets() {
        assertThat(decode(TextDialect.DATABUS, "load: 1.5")).isEmpty();
        assertRejected(1);
    }

    private List<Entry> decode(final TextDialect dialect, final String datagram) {
        final byte[] bytes = datagram.getBytes(ISO_8859_1);
        new TextDecoder(pipeline.producer(TextProtocol.UDP.source(), RecordingPipeline.NO_LIMITS), dialect)
                .decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS);
        return pipeline.take();
    }

    private void assertRejected(final long expected) {
        assertThat(pipeline.counters().sum("metrics.rejected")).isEqualTo(expected);
    }

    private static Entry gauge(final String key, final double value, final long timeNs) {
        return Entry.metric(GAUGE, key, value, timeNs);
    }
}
