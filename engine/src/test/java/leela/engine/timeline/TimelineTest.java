package leela.engine.timeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.Handler;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.ring.Source;
import leela.engine.ring.TestSource;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.TestKeys;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** The lower half of the ledger, and the purge of idle series. */
final class TimelineTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_365_500_000L * SECOND;
    private static final long TTL = RecordingPipeline.TTL_NS;

    private final Purges purges = new Purges();
    private final RecordingPipeline pipeline = RecordingPipeline.ofEvents(purges);
    private final Producer producer = pipeline.producer(TestSource.WAITING);
    private long toldNs;

    /** Remembers of which series it was told. */
    private static final class Purges implements Handler {
        private final List<String> keys = new ArrayList<>();

        @Override
        public String name() {
            return "purges";
        }

        @Override
        public void onEntry(final Slot slot) {}

        @Override
        public void onPurged(final Series series) {
            keys.add(TestKeys.text(series));
        }
    }

    @Test
    void shouldCountWhatBecomesOfEachMetric() {
        producer.begin(START);
        metric(MetricType.GAUGE, "gauge", 1, 0);
        metric(MetricType.COUNTER, "counter", 100, 0);
        metric(MetricType.COUNTER, "counter", 100, 0);
        metric(MetricType.COUNTER, "counter", 100, 1);
        metric(MetricType.COUNTER, "counter", 50, 60);
        metric(MetricType.COUNTER, "counter", 110, 120);
        metric(MetricType.COUNTER, "counter", 110, 120 + 3600);
        metric(MetricType.ABSOLUTE, "absolute", 1, 0);
        metric(MetricType.ABSOLUTE, "absolute", 1, 1);
        producer.end();

        assertThat(pipeline.take())
                .containsExactly(Entry.event("gauge", 1, START), Entry.event("counter", 1, START + 120 * SECOND));
        assertThat(pipeline.count(EngineCounter.EMITTED)).isEqualTo(2);
        assertThat(pipeline.count(EngineCounter.ABSORBED_FIRST)).isEqualTo(2);
        assertThat(pipeline.count(EngineCounter.ABSORBED_OLD)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.ABSORBED_EARLY)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.ABSORBED_COUNTER_RESET)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.ABSORBED_EXPIRED)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.ABSORBED_ACCUMULATED)).isEqualTo(1);
        assertThat(pipeline.counters().sum("metrics.received")).isEqualTo(9);
    }

    @Test
    void shouldJudgeEachSampleByWhatItsOwnClientSaidOfIt() {
        final RecordingPipeline intervals = RecordingPipeline.ofEvents(new IntervalRules(TTL, CounterFall.AUTO));
        final Producer silent = intervals.producer(TestSource.WAITING);
        final Producer another = intervals.producer(TestSource.WAITING);
        silent.begin(START);
        gauge(silent, 50, 0);
        silent.end();
        another.begin(START);
        another.intervalMs(86_400_000);
        another.bounds(new Bounds(0, 10));
        gauge(another, 50, 10);
        another.integralMetric(MetricType.DERIVE, TestKeys.direct("derive"), 0, 6, 0, START);
        another.end();
        silent.begin(START);
        gauge(silent, 50, 20);
        silent.integralMetric(MetricType.DERIVE, TestKeys.direct("derive"), 0, 6, 100, START + 10 * SECOND);
        silent.end();

        assertThat(intervals.take())
                .containsExactly(
                        Entry.event("gauge", 50, START),
                        Entry.event("gauge", 50, START + 20 * SECOND),
                        Entry.event("derive", 10, START + 10 * SECOND));
    }

    private static void gauge(final Producer to, final double value, final long second) {
        to.metric(MetricType.GAUGE, TestKeys.direct("gauge"), 0, 5, value, START + second * SECOND);
    }

    @Test
    void shouldPassEventsAndDocumentsAsTheyAre() {
        final DirectBuffer key = TestKeys.direct("key");
        final Producer queries = pipeline.producer(Source.QUERIES);
        producer.begin(START);
        producer.event(key, 0, 3, 1.5, 0);
        producer.event(key, 0, 3, 2.5, 0);
        producer.data(key, 0, 3, "{}".getBytes(ISO_8859_1), 0);
        producer.end();
        queries.begin(START);
        queries.event(key, 0, 3, 3.5, 0);
        queries.end();

        assertThat(pipeline.take())
                .containsExactly(
                        Entry.event("key", 1.5, 0),
                        Entry.event("key", 2.5, 0),
                        Entry.data("key", "{}", 0),
                        Entry.queryEvent("key", 3.5, 0));
        assertThat(pipeline.count(EngineCounter.EMITTED)).isEqualTo(3);
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_EMITTED)).isEqualTo(1);
    }

    @Test
    void shouldPurgeASeriesThatWasIdleForTtl() {
        send(START, MetricType.DERIVE, "old", 1, 0);
        send(START + SECOND, MetricType.DERIVE, "young", 1, 0);

        pipeline.tick(START + TTL - 1);
        assertThat(purges.keys).isEmpty();
        pipeline.tick(START + TTL);

        assertThat(purges.keys).containsExactly("old");
        assertThat(pipeline.table().size()).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.SERIES_PURGED)).isEqualTo(1);
    }

    @Test
    void shouldMeasureIdlenessByArrivalAndNotByTheMetricsTimes() {
        send(START, MetricType.GAUGE, "future", 1, 100_000);
        send(START + TTL, MetricType.GAUGE, "past", 1, -100_000);

        pipeline.tick(START + TTL);

        assertThat(purges.keys).containsExactly("future");
    }

    @Test
    void shouldKeepASeriesThatAnyEntryTouches() {
        final DirectBuffer key = TestKeys.direct("key");
        pipeline.tick(START);
        producer.begin(START);
        producer.data(key, 0, 3, new byte[] {'1'}, START);
        producer.end();
        pipeline.tick(START + TTL - 1);
        producer.begin(START + TTL - 1);
        producer.event(key, 0, 3, 1, START);
        producer.end();

        pipeline.tick(START + TTL);

        assertThat(purges.keys).isEmpty();
    }

    @Test
    void shouldStartAnewAfterAPurge() {
        send(START, MetricType.DERIVE, "key", 1, 0);
        pipeline.tick(START + TTL);

        send(START + TTL, MetricType.DERIVE, "key", 121, 60);

        assertThat(pipeline.take()).isEmpty();
        assertThat(pipeline.count(EngineCounter.ABSORBED_FIRST)).isEqualTo(2);
        assertThat(pipeline.table().size()).isEqualTo(1);
    }

    @Test
    void shouldLetGoOfAReleasedSeriesAtTheNextTickAndBeginItAnew() {
        send(START, MetricType.DERIVE, "key", 1, 0);
        send(START, MetricType.GAUGE, "other", 1, 0);
        pipeline.take();
        pipeline.release("key");
        pipeline.release("key");

        pipeline.tick(START + SECOND);
        assertThat(purges.keys).as("told once").containsExactly("key");
        assertThat(pipeline.table().size()).isEqualTo(1);

        send(START + 2 * SECOND, MetricType.DERIVE, "key", 121, 60);
        assertThat(pipeline.take()).as("a first sample again").isEmpty();
        assertThat(pipeline.count(EngineCounter.ABSORBED_FIRST)).isEqualTo(2);
        assertThat(pipeline.table().size()).isEqualTo(2);
    }

    @Test
    void shouldPutBackASeriesThatWasPurgedWithAMetricInTheRing() {
        send(START, MetricType.GAUGE, "key", 1, 0);
        final Series series = find("key");
        producer.begin(START + TTL);
        metric(MetricType.GAUGE, "key", 2, 60);

        pipeline.tick(START + TTL);
        assertThat(find("key")).isNull();
        producer.end();

        assertThat(pipeline.take())
                .containsExactly(Entry.event("key", 1, START), Entry.event("key", 2, START + 60 * SECOND));
        assertThat(find("key")).isSameAs(series);
        pipeline.tick(START + TTL + 1);
        assertThat(purges.keys).as("purged once, then back").containsExactly("key");
        assertThat(pipeline.table().size()).isEqualTo(1);
    }

    @Test
    void shouldGiveAMetricInTheRingToTheSuccessorOfItsSeries() {
        send(START, MetricType.DERIVE, "key", 1, 0);
        producer.begin(START + TTL);
        metric(MetricType.DERIVE, "key", 121, 60);
        pipeline.tick(START + TTL);

        final Producer other = pipeline.producer(TestSource.WAITING);
        final DirectBuffer key = TestKeys.direct("key");
        other.begin(START + TTL);
        other.metric(MetricType.DERIVE, key, 0, 3, 1, START);
        other.end();
        producer.end();

        assertThat(pipeline.take()).containsExactly(Entry.event("key", 2, START + 60 * SECOND));
        assertThat(pipeline.table().size()).isEqualTo(1);
    }

    @Test
    void shouldNotPurgeASeriesWhoseFirstMetricIsStillInTheRing() {
        producer.begin(START);
        metric(MetricType.GAUGE, "key", 1, 0);

        pipeline.tick(START + TTL);
        producer.end();

        assertThat(pipeline.take()).hasSize(1);
        assertThat(purges.keys).isEmpty();
    }

    @Test
    void shouldSweepTheWholeTableWithinTtl() {
        final int many = 50_000;
        for (int i = 0; i < many; i++) {
            send(START, MetricType.GAUGE, "key" + i, 1, 0);
            pipeline.take();
        }
        final long ticksWithinTtl = TTL / (SECOND / 10);
        int ticks = 0;
        while (pipeline.table().size() > 0 && ticks < ticksWithinTtl) {
            pipeline.tick(START + TTL + ticks++);
        }

        assertThat(pipeline.table().size()).isZero();
        assertThat(purges.keys).hasSize(many).doesNotHaveDuplicates();
    }

    private void send(
            final long arrivalNs, final MetricType type, final String key, final double value, final long second) {
        tick(arrivalNs);
        producer.begin(arrivalNs);
        metric(type, key, value, second);
        producer.end();
        pipeline.run();
    }

    /** Unless that was the time of the last tick already. */
    private void tick(final long nowNs) {
        if (nowNs != toldNs) {
            pipeline.tick(nowNs);
            toldNs = nowNs;
        }
    }

    /** The second counts from the start. */
    private void metric(final MetricType type, final String key, final double value, final long second) {
        final DirectBuffer buffer = TestKeys.inHeap(key);
        producer.metric(type, buffer, 0, buffer.capacity(), value, START + second * SECOND);
    }

    private Series find(final String key) {
        final DirectBuffer buffer = TestKeys.inHeap(key);
        return pipeline.table().find(buffer, 0, buffer.capacity());
    }
}
