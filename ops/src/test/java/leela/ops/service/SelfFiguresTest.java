package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.MetricType;
import leela.io.input.text.TextCounter;
import org.junit.jupiter.api.Test;

/** The engine's own figures, fed to itself. */
class SelfFiguresTest {

    private static final long SECOND = 1_000_000_000L;

    private final ManualClock clock = new ManualClock(100 * SECOND);

    @Test
    void shouldPublishRatesOverTheTimeSinceTheLastCall() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("here", pipeline.producer(Source.SELF), pipeline.counters(), clock, () -> 2);

        pipeline.counters().add(TextCounter.RECEIVED_UDP, 50);
        clock.advanceNs(5 * SECOND);
        figures.publish();
        final List<Entry> first = pipeline.take();
        pipeline.counters().add(TextCounter.RECEIVED_UDP, 1);
        clock.advanceNs(2 * SECOND);
        figures.publish();

        assertThat(first)
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 10, 105 * SECOND))
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.parts.failing", 2, 105 * SECOND));
        assertThat(pipeline.take())
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 0.5, 107 * SECOND));
    }

    @Test
    void shouldGoOnWhenTheClockIsSetBack() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("here", pipeline.producer(Source.SELF), pipeline.counters(), clock, () -> 2);

        pipeline.counters().add(TextCounter.RECEIVED_UDP, 50);
        clock.stepNs(-90 * SECOND);
        clock.advanceNs(5 * SECOND);
        figures.publish();

        assertThat(pipeline.take())
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 10, 15 * SECOND));
    }
}
