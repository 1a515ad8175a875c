package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.series.MetricType;
import leela.io.input.text.TextCounter;
import org.junit.jupiter.api.Test;

/** The engine's own figures, fed to itself. */
class SelfFiguresTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldPublishRatesOverTheTimeSinceTheLastCall() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("here", pipeline.producer(Source.SELF), pipeline.counters(), 100 * SECOND);

        pipeline.counters().add(TextCounter.RECEIVED_UDP, 50);
        figures.publish(105 * SECOND);
        final List<Entry> first = pipeline.take();
        pipeline.counters().add(TextCounter.RECEIVED_UDP, 1);
        figures.publish(107 * SECOND);

        assertThat(first)
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 10, 105 * SECOND));
        assertThat(pipeline.take())
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 0.5, 107 * SECOND));
    }

    @Test
    void shouldPublishNothingWhenTheClockWasSetBack() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("here", pipeline.producer(Source.SELF), pipeline.counters(), 100 * SECOND);

        figures.publish(99 * SECOND);

        assertThat(pipeline.take()).isEmpty();
    }
}
