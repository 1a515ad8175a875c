package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.MetricType;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.prometheus.PrometheusCounter;
import leela.io.input.text.TextCounter;
import leela.ops.host.DataDirCounter;
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
        pipeline.counters().set(DataDirCounter.LOW, 1);
        clock.advanceNs(5 * SECOND);
        figures.publish();
        final List<Entry> first = pipeline.take();
        pipeline.counters().add(TextCounter.RECEIVED_UDP, 1);
        clock.advanceNs(2 * SECOND);
        figures.publish();

        assertThat(first)
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 10, 105 * SECOND))
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.data_dir.low", 1, 105 * SECOND))
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.parts.failing", 2, 105 * SECOND));
        assertThat(pipeline.take())
                .contains(Entry.metric(MetricType.GAUGE, "leela.here.udp.timeline.writes/s", 0.5, 107 * SECOND));
    }

    /** One series a panel's target at least, also where the instance's name has points. */
    @Test
    void shouldDrawEverySourceOnTheDashboard() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("vm.example.org", pipeline.producer(Source.SELF), pipeline.counters(), clock, () -> 0);
        pipeline.counters().add(GraphiteCounter.RECEIVED, 30);
        pipeline.counters().add(PrometheusCounter.RECEIVED, 60);
        clock.advanceNs(5 * SECOND);
        figures.publish();

        final List<Entry> entries = pipeline.take();
        assertThat(entries)
                .contains(
                        Entry.metric(
                                MetricType.GAUGE, "leela.vm_example_org.graphite.timeline.writes/s", 6, 105 * SECOND),
                        Entry.metric(
                                MetricType.GAUGE,
                                "leela.vm_example_org.prometheus.timeline.writes/s",
                                12,
                                105 * SECOND));
        final List<String> keys = entries.stream().map(Entry::key).toList();
        assertThat(keys).as("inputs that nothing came by").noneMatch(key -> key.contains("statsd"));
        final List<String> paths = Pattern.compile("leela\\.\\$node[^,)]+")
                .matcher(Files.readString(Path.of("../ops/grafana/dashboards/leela.json")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(paths).hasSizeGreaterThan(5).allSatisfy(path -> {
            final Pattern names = Pattern.compile(
                    path.replace("$node", "*").replace(".", "\\.").replace("*", "[^.]*"));
            assertThat(keys).as(path).anyMatch(key -> names.matcher(key).matches());
        });
    }

    @Test
    void shouldTellWhatTheKernelDropsOfEachPortThatHasLost() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final SelfFigures figures =
                new SelfFigures("here", pipeline.producer(Source.SELF), pipeline.counters(), clock, () -> 0);
        pipeline.counters().add(GraphiteCounter.KERNEL_DROPS, 30);
        clock.advanceNs(5 * SECOND);
        figures.publish();
        assertThat(pipeline.take().stream().map(Entry::key).filter(key -> key.contains("kernel")))
                .containsExactly(
                        "leela.here.udp.kernel.drops/s",
                        "leela.here.collectd.kernel.drops/s",
                        "leela.here.graphite.kernel.drops/s");
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
