package leela.engine.ring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.counters.EngineCounter;
import leela.engine.series.MetricType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What the tests of decoders stand on. */
final class RecordingPipelineTest {

    private static final DirectBuffer KEY = new UnsafeBuffer("foobar".getBytes(ISO_8859_1));

    @Test
    void shouldRecordMetricsAsTheyLeaveTheDecoder() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final Producer producer = pipeline.producer(TestSource.WAITING);

        producer.begin(5);
        producer.metric(MetricType.GAUGE, KEY, 0, 6, 1.5, 10);
        producer.integralMetric(MetricType.COUNTER, KEY, 0, 3, -1L, 20);
        producer.event(KEY, 0, 6, Double.NaN, 30);
        producer.data(KEY, 3, 3, "{}".getBytes(ISO_8859_1), 40);
        producer.malformed();
        producer.end();

        assertThat(pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "foobar", 1.5, 10),
                        Entry.integralMetric(MetricType.COUNTER, "foo", -1L, 20),
                        Entry.event("foobar", Double.NaN, 30),
                        Entry.data("bar", "{}", 40));
        assertThat(pipeline.take()).isEmpty();
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(5);
        assertThat(pipeline.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldRecordEventsBehindTheTimeline() {
        final RecordingPipeline pipeline = RecordingPipeline.ofEvents();
        final Producer producer = pipeline.producer(TestSource.WAITING);

        producer.begin(5);
        producer.metric(MetricType.DERIVE, KEY, 0, 6, 10, 0);
        producer.metric(MetricType.DERIVE, KEY, 0, 6, 130, 60_000_000_000L);
        producer.end();

        assertThat(pipeline.take()).containsExactly(Entry.event("foobar", 2, 60_000_000_000L));
        assertThat(pipeline.count(EngineCounter.ABSORBED_FIRST)).isEqualTo(1);
    }
}
