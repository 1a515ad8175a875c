package leela.io.input.opentsdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.MetricType;
import leela.io.input.StreamDecoder;
import leela.io.input.StreamProtocol;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenTSDB's lines, read as a table. */
final class PutLinesTest {

    private static final StreamProtocol PROTOCOL = new PutProtocol("leela 1.2");

    private final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(PutCounter.values(), LineCounter.values()));
    private final StreamDecoder decoder =
            PROTOCOL.input(pipeline.producer(PROTOCOL.source())).decoders().get();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "put web.load 1795915023 4.5 host=web001  dc=fra1, web.load;dc=fra1;host=web001, 4.5, 1795915023000000000",
        "put web.load 1795915023648 -4 host=web001, web.load;host=web001, -4, 1795915023648000000",
        "put web.load 1795915023.5 4 a=b=c, web.load;a=b=c, 4, 1795915023500000000",
        "put web.load 1795915023 4, web.load, 4, 1795915023000000000",
        "'put  w\t1  1e3   a= b=%', w;b=%25, 1000, 1000000000",
    })
    void shouldReadPoints(final String line, final String key, final double value, final long timeNs) {
        assertThat(decode(line + "\r\n")).containsExactly(Entry.metric(MetricType.GAUGE, key, value, timeNs));
        assertThat(decoder.answer()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "put, malformed",
        "put web.load 1795915023, malformed",
        "gut web.load 1795915023 1 a=b, malformed",
        "put web.load then 1 a=b, time",
        "put web.load 1 x a=b, value",
        "put web.load 1 1 a, tag",
        "put web.load 1 1 =a, tag",
        "put web.load 17959150236480 1 a=b, time_range",
    })
    void shouldCountBadLinesByTheirCauseAndGoOn(final String line, final String cause) {
        assertThat(decode(line + "\nput a 1 1 b=c\n")).hasSize(1);
        assertThat(pipeline.refusals().newestFirst())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.cause()).isEqualTo(cause));
    }

    @Test
    void shouldAnswerWhoAsks() {
        assertThat(decode("version\nput a 1 1\nhelp\n")).hasSize(1);
        assertThat(new String(decoder.answer(), UTF_8)).isEqualTo("leela 1.2\navailable commands: help put version\n");
        assertThat(decoder.answer()).isEmpty();
        decode("version\n".repeat(10_000));
        assertThat(decoder.answer().length).isBetween(4000, 4096);
    }

    private List<Entry> decode(final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        assertThat(decoder.decode(new UnsafeBuffer(bytes), bytes.length, 1)).isEqualTo(bytes.length);
        return pipeline.take();
    }
}
