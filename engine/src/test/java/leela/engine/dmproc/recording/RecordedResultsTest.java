package leela.engine.dmproc.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

class RecordedResultsTest {

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
    private final ManualClock clock = new ManualClock(7);
    private final Producer producer = pipeline.producer(Source.RECORDED);
    private final RecordedResults results = new RecordedResults(producer, clock, pipeline.counters(), fault -> {
        throw new AssertionError(fault);
    });

    @Test
    void shouldPublishResultsAsEvents() {
        results.record(name("web.busy"), 1.5, 7);
        results.record(name("db.busy"), 2.5, 8);
        results.drain();

        assertThat(pipeline.take().toString()).contains("web.busy", "1.5", "db.busy", "2.5");
        assertThat(pipeline.counters().read(EngineCounter.RECEIVED_RECORDED)).isEqualTo(2);
    }

    @Test
    void shouldCountWhatTheQueueHasNoRoomFor() {
        final Series name = name("k".repeat(1000));
        for (int i = 0; i < RecordedResults.CAPACITY / 1000; i++) {
            results.record(name, i, 7);
        }

        assertThat(pipeline.counters().read(EngineCounter.QUERY_RECORDED_LOST)).isPositive();
    }

    @Test
    void shouldPublishWhatWaitsBeforeItEnds() {
        results.start();
        results.record(name("web.busy"), 1.5, 7);
        results.close();

        assertThat(pipeline.take()).hasSize(1);
    }

    private static Series name(final String key) {
        return Series.detached(key.getBytes(StandardCharsets.UTF_8));
    }
}
