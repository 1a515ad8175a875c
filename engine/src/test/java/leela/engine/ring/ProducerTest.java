package leela.engine.ring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Refusal;
import leela.engine.refusal.SenderClocks;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.SeriesLimits;
import leela.engine.series.SeriesTable;
import leela.engine.series.TestKeys;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of [limits 1] at the limit and one beyond it, batches, and what a full or closed ring does. */
final class ProducerTest {

    private static final long NOW = 1_365_500_000_000_000_000L;
    private static final DirectBuffer KEY = TestKeys.direct("k".repeat(Limits.MAX_KEY_LENGTH + 1));

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
    private final Producer producer = pipeline.producer(TestSource.WAITING);
    private int sender;

    @Test
    void shouldTakeKeysOfOneToMaxBytes() {
        assertThat(gauge(producer, 0)).isFalse();
        assertThat(gauge(producer, 1)).isTrue();
        assertThat(gauge(producer, Limits.MAX_KEY_LENGTH)).isTrue();
        assertThat(gauge(producer, Limits.MAX_KEY_LENGTH + 1)).isFalse();
        producer.end();

        assertThat(pipeline.take()).hasSize(2);
        assertThat(pipeline.count(EngineCounter.REJECTED_KEY_LENGTH)).isEqualTo(2);
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 'is it in milliseconds or less, where seconds are expected?'",
        "1365500000, 'is it in seconds, where milliseconds or less are expected?'",
        "1365500000000, 'is it in seconds, where milliseconds or less are expected?'",
        "1365500000000000, 'is it in seconds, where milliseconds or less are expected?'",
        "0, ''",
        "1265500000000000000, ''"
    })
    void shouldAskForTheUnitOfATimeThatLooksLikeAnother(final long timeNs, final String question) {
        final Producer limited = pipeline.producer(TestSource.WAITING, new Limits(100, 50));
        limited.begin(NOW);
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, timeNs)).isFalse();

        assertThat(limited.lastReason()).endsWith(question.isEmpty() ? ")" : "; " + question);
    }

    @Test
    void shouldJudgeTimesByTheArrivalOfTheDatagram() {
        final Producer limited = pipeline.producer(TestSource.WAITING, new Limits(100, 50));
        limited.begin(NOW);
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW + 100)).isTrue();
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW + 101)).isFalse();
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW - 50)).isTrue();
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW - 51)).isFalse();
        limited.begin(NOW + 1);
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW + 101)).isTrue();
        limited.end();

        assertThat(pipeline.take()).hasSize(3);
        assertThat(pipeline.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(2);
    }

    @Test
    void shouldTellOfASenderNoneOfWhoseValuesIsNearTheClock() {
        final long minuteNs = 60_000_000_000L;
        final SenderClocks clocks = pipeline.refusals().clocks();
        for (long now = NOW; now <= NOW + minuteNs; now += minuteNs / 2) {
            send(now, now - 120 * minuteNs, now - 121 * minuteNs);
        }
        assertThat(clocks.off(NOW + minuteNs))
                .extracting(SenderClocks.Off::behindNs, SenderClocks.Off::key)
                .containsExactly(tuple(120 * minuteNs, "kkk"));

        send(NOW + minuteNs + minuteNs / 60, NOW + minuteNs, NOW - 120 * minuteNs);

        assertThat(clocks.off(NOW + minuteNs))
                .as("one that sends its past, too")
                .isEmpty();
    }

    private void send(final long now, final long... times) {
        producer.begin(now);
        for (final long time : times) {
            assertThat(producer.metric(MetricType.GAUGE, KEY, 0, 3, 1, time)).isTrue();
        }
        producer.end();
        pipeline.run();
    }

    @Test
    void shouldTakeASeriesInHandAsItsKey() {
        final Producer limited = pipeline.producer(TestSource.WAITING, new Limits(100, 50));
        limited.begin(NOW);
        assertThat(limited.metric(MetricType.GAUGE, KEY, 0, 3, 1, NOW)).isTrue();
        final Series known = limited.lastSeries();
        limited.intervalMs(250);
        assertThat(limited.metric(MetricType.GAUGE, known, 2, NOW)).isTrue();
        assertThat(limited.integralMetric(MetricType.COUNTER, known, 3, NOW)).isTrue();
        assertThat(limited.metric(MetricType.GAUGE, known, 4, NOW + 101)).isFalse();
        limited.end();

        assertThat(pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "kkk", 1, NOW),
                        Entry.metric(MetricType.GAUGE, "kkk", 2, NOW),
                        Entry.integralMetric(MetricType.COUNTER, "kkk", 3, NOW));
        assertThat(known.intervalMs()).isEqualTo(250);
        assertThat(pipeline.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(4);
    }

    @Test
    void shouldTellTwoSendersOfOneSeriesFromOneThatMoved() {
        final Producer door = pipeline.producer(TestSource.WAITING);
        door.evidence().sender(() -> "192.0.2." + sender + ":4000", () -> sender);
        send(door, 1, 1, 2, 2);
        assertThat(pipeline.count(EngineCounter.SAMPLES_CONFLICTING)).isZero();

        send(door, 1, 2, 2, 3);
        assertThat(pipeline.count(EngineCounter.SAMPLES_CONFLICTING)).isEqualTo(2);
        assertThat(pipeline.refusals().newestFirst())
                .extracting(Refusal::cause, Refusal::sender, Refusal::key, Refusal::reason)
                .contains(
                        tuple(
                                "senders",
                                "192.0.2.1:4000",
                                "kkk",
                                "Samples taken of a series that several addresses feed in turn: this one and "
                                        + "192.0.2.2"),
                        tuple(
                                "senders",
                                "192.0.2.2:4000",
                                "kkk",
                                "Samples taken of a series that several addresses feed in turn: this one and "
                                        + "192.0.2.1"));
        assertThat(pipeline.take()).hasSize(8);
    }

    /** Two threads of one port: what one address sends comes to one of them. */
    @Test
    void shouldTellTwoSendersApartThatComeThroughTwoDoors() {
        final Producer door = pipeline.producer(TestSource.WAITING);
        final Producer other = pipeline.producer(TestSource.WAITING);
        for (int i = 0; i < 3; i++) {
            send(door, 1);
            send(other, 2);
        }

        assertThat(pipeline.count(EngineCounter.SAMPLES_CONFLICTING)).isPositive();
        assertThat(pipeline.take()).hasSize(6);
    }

    private void send(final Producer door, final int... senders) {
        for (final int one : senders) {
            sender = one;
            door.sender(one);
            door.begin(NOW);
            assertThat(door.metric(MetricType.GAUGE, KEY, 0, 3, one, NOW)).isTrue();
            door.end();
        }
    }

    @Test
    void shouldRejectNewSeriesBeyondTheLimitOnly() {
        final Counters counters = Counters.inMemory();
        final RecordingHandler recorder = new RecordingHandler("recorder");
        final RecordingPipeline small = RecordingPipeline.of(counters, new SeriesTable(2, counters), recorder);
        final Producer door = small.producer(TestSource.REFUSED);
        assertThat(gauge(door, 1)).isTrue();
        assertThat(gauge(door, 2)).isTrue();
        assertThat(gauge(door, 3)).isFalse();
        assertThat(gauge(door, 2)).isTrue();
        door.end();
        small.run();

        assertThat(recorder.entries()).hasSize(3);
        assertThat(small.count(EngineCounter.REJECTED_CARDINALITY)).isEqualTo(1);
        assertThat(small.count(EngineCounter.RECEIVED_SELF)).isEqualTo(4);
    }

    @Test
    void shouldRejectNewSeriesOfASenderBeyondItsShareAndTakeThoseOfOthers() {
        final RecordingPipeline shared =
                RecordingPipeline.ofMetrics(new SeriesLimits(100, Long.MAX_VALUE, 2), Counters.inMemory());
        final Producer door = shared.producer(TestSource.REFUSED);
        door.begin(NOW);
        door.evidence().sender(() -> "flooder", () -> 1);
        assertThat(gauge(door, 1)).isTrue();
        assertThat(gauge(door, 2)).isTrue();
        assertThat(gauge(door, 3)).isFalse();
        assertThat(door.lastCause()).isEqualTo(EngineCounter.REJECTED_NEW_SERIES);
        assertThat(gauge(door, 2)).isTrue();
        door.evidence().sender(() -> "other", () -> 2);
        assertThat(gauge(door, 3)).isTrue();
        assertThat(gauge(door, 4)).isTrue();
        door.end();

        assertThat(shared.take()).hasSize(5);
        assertThat(shared.count(EngineCounter.REJECTED_NEW_SERIES)).isEqualTo(1);
        assertThat(shared.refusals().newestFirst()).singleElement().satisfies(refusal -> {
            assertThat(refusal.sender()).isEqualTo("flooder");
            assertThat(refusal.reason())
                    .isEqualTo("The sender has made as many new series within an hour as engine.max_new_series "
                            + "allows, 2");
        });
    }

    @Test
    void shouldTakeAllOfTheEnginesOwnFigures() {
        final RecordingPipeline shared =
                RecordingPipeline.ofMetrics(new SeriesLimits(100, Long.MAX_VALUE, 1), Counters.inMemory());
        final Producer self = shared.producer(Source.SELF);

        assertThat(gauge(self, 1)).isTrue();
        assertThat(gauge(self, 2)).isTrue();
    }

    @Test
    void shouldSayWhichBoundLeavesNoRoom() {
        final RecordingPipeline small = RecordingPipeline.ofMetrics(
                new SeriesLimits(100, SeriesLimits.bytes(1), Integer.MAX_VALUE), Counters.inMemory());
        final Producer door = small.producer(TestSource.REFUSED);
        gauge(door, 1);

        assertThat(gauge(door, 2)).isFalse();
        assertThat(door.lastCause()).isEqualTo(EngineCounter.REJECTED_CARDINALITY);
        assertThat(door.lastReason()).startsWith("Live series have their share of the heap");
    }

    @Test
    void shouldTakeDocumentsUpToMaxBytes() {
        assertThat(producer.data(KEY, 0, 3, new byte[Limits.MAX_DOCUMENT_LENGTH], NOW))
                .isTrue();
        assertThat(producer.data(KEY, 0, 3, new byte[Limits.MAX_DOCUMENT_LENGTH + 1], NOW))
                .isFalse();
        producer.end();

        assertThat(pipeline.take()).hasSize(1);
        assertThat(pipeline.count(EngineCounter.REJECTED_DOCUMENT)).isEqualTo(1);
    }

    @Test
    void shouldPublishNothingBeforeTheEndOfTheDatagram() {
        gauge(producer, 3);
        assertThat(pipeline.take()).isEmpty();
        producer.end();
        assertThat(pipeline.take()).containsExactly(Entry.metric(MetricType.GAUGE, "kkk", 1, NOW));
        producer.end();
        assertThat(pipeline.take()).isEmpty();
    }

    @Test
    void shouldPublishTogetherWhatStandsInLine() {
        producer.hold();
        for (int i = 0; i < 3; i++) {
            producer.begin(NOW);
            gauge(producer, 1);
            producer.end();
        }
        assertThat(pipeline.take()).isEmpty();
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isZero();

        producer.release();
        assertThat(pipeline.take()).hasSize(3);
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(3);
        gauge(producer, 1);
        producer.end();
        assertThat(pipeline.take()).hasSize(1);
    }

    @Test
    void shouldPublishFullBatchesAndTheRestInOrder() {
        for (int i = 0; i < 2 * Producer.BATCH + 1; i++) {
            producer.metric(MetricType.GAUGE, KEY, 0, 3, i, NOW);
        }
        assertThat(pipeline.ring().backlog()).isEqualTo(2 * Producer.BATCH);
        producer.end();

        final List<Entry> entries = pipeline.take();
        assertThat(entries).hasSize(2 * Producer.BATCH + 1);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).value()).isEqualTo(i);
        }
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(2 * Producer.BATCH + 1);
    }

    @Test
    void shouldKeepKindsApartWithinABatch() {
        producer.data(KEY, 0, 1, "{}".getBytes(ISO_8859_1), NOW);
        producer.event(KEY, 0, 2, -0.0, NOW + 1);
        producer.integralMetric(MetricType.DERIVE, KEY, 0, 3, -7, NOW + 2);
        producer.end();
        final List<Entry> first = pipeline.take();
        producer.metric(MetricType.ABSOLUTE, KEY, 0, 1, 7, NOW + 3);
        producer.data(KEY, 0, 2, "[]".getBytes(ISO_8859_1), NOW + 4);
        producer.end();

        assertThat(first)
                .containsExactly(
                        Entry.data("k", "{}", NOW),
                        Entry.event("kk", -0.0, NOW + 1),
                        Entry.integralMetric(MetricType.DERIVE, "kkk", -7, NOW + 2));
        assertThat(pipeline.take())
                .containsExactly(Entry.metric(MetricType.ABSOLUTE, "k", 7, NOW + 3), Entry.data("kk", "[]", NOW + 4));
    }

    @Test
    void shouldKeepTheQueriesDatabusOutOfTheLedger() {
        final Producer queries = pipeline.producer(Source.QUERIES);
        queries.event(KEY, 0, 3, 1, NOW);
        queries.event(KEY, 0, 0, 1, NOW);
        queries.malformed();
        queries.end();

        assertThat(pipeline.take()).containsExactly(Entry.queryEvent("kkk", 1, NOW));
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_RECEIVED)).isEqualTo(3);
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_REJECTED)).isEqualTo(2);
        assertThat(pipeline.counters().sum("metrics.received")
                        + pipeline.counters().sum("metrics.rejected"))
                .isZero();
    }

    @Test
    void shouldRefuseWhatDoesNotFitAFullRing() {
        fill();
        gauge(producer, 3);

        assertThat(producer.tryEnd()).isFalse();
        assertThat(pipeline.count(EngineCounter.REJECTED_OVERLOAD)).isEqualTo(1);

        pipeline.run();
        producer.begin(NOW);
        gauge(producer, 3);
        assertThat(producer.tryEnd()).isTrue();
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF)).isEqualTo(RecordingPipeline.CAPACITY + 2);
    }

    @Test
    void shouldRefuseFullBatchesOfALargeRequestRatherThanWait() {
        fill();
        final long before = pipeline.count(EngineCounter.RECEIVED_SELF);
        final Producer http = pipeline.producer(TestSource.REFUSED);
        http.begin(NOW);
        for (int i = 0; i < Producer.BATCH + 1; i++) {
            gauge(http, 3);
        }
        pipeline.run();

        assertThat(http.tryEnd())
                .as("the rest fits, but the request was not taken whole")
                .isFalse();
        assertThat(pipeline.count(EngineCounter.RECEIVED_SELF) - before).isEqualTo(Producer.BATCH + 1);
        assertThat(pipeline.count(EngineCounter.REJECTED_OVERLOAD)).isEqualTo(Producer.BATCH);
    }

    @Test
    void shouldWaitForRoomInAFullRing() throws InterruptedException {
        fill();
        pipeline.take();
        fill();
        final Producer waiting = pipeline.producer(TestSource.WAITING);
        final Thread thread = NamedThreads.named("waiting", error -> {}, () -> {
            gauge(waiting, 3);
            waiting.end();
        });
        thread.start();
        awaitCount(EngineCounter.RING_FULL);
        assertThat(thread.isAlive()).isTrue();

        // the thread may find room while the ring is still being read
        final List<Entry> entries = new ArrayList<>(pipeline.take());
        thread.join(10_000);
        entries.addAll(pipeline.take());

        assertThat(entries)
                .hasSize(RecordingPipeline.CAPACITY + 1)
                .endsWith(Entry.metric(MetricType.GAUGE, "kkk", 1, NOW));
        assertThat(pipeline.count(EngineCounter.RING_FULL)).isEqualTo(1);
    }

    @Test
    void shouldEndTheWaitWhenTheRingIsClosed() throws InterruptedException {
        fill();
        final Producer waiting = pipeline.producer(TestSource.WAITING);
        final Thread thread = NamedThreads.named("waiting", error -> {}, () -> {
            gauge(waiting, 3);
            waiting.end();
        });
        thread.start();
        awaitCount(EngineCounter.RING_FULL);

        pipeline.ring().close();
        thread.join(10_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(pipeline.count(EngineCounter.DROPPED_SHUTDOWN)).isEqualTo(1);
    }

    @Test
    void shouldCountWhatAClosedRingDoesNotTake() {
        pipeline.ring().close();
        gauge(producer, 3);
        gauge(producer, 3);
        producer.end();
        final Producer queries = pipeline.producer(Source.QUERIES);
        queries.event(KEY, 0, 3, 1, NOW);
        queries.end();

        assertThat(pipeline.take()).isEmpty();
        assertThat(pipeline.count(EngineCounter.DROPPED_SHUTDOWN)).isEqualTo(2);
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_REJECTED)).isEqualTo(1);
    }

    private boolean gauge(final Producer door, final int keyLength) {
        return door.metric(MetricType.GAUGE, KEY, 0, keyLength, 1, NOW);
    }

    private void fill() {
        for (int i = 0; i < RecordingPipeline.CAPACITY; i++) {
            gauge(producer, 3);
        }
        producer.end();
    }

    private void awaitCount(final Counter id) {
        final long deadline = System.nanoTime() + 10_000_000_000L;
        while (pipeline.count(id) == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(pipeline.count(id)).isPositive();
    }
}
