package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.agent.Clock;
import leela.engine.agent.NamedThreads;
import leela.engine.agent.SystemClock;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import leela.engine.ring.Pipeline.Wiring;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Timeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class PipelineTest {

    private static final long SECOND = Clock.NANOS_PER_SECOND;
    private static final long LONG = 30 * SECOND;
    private static final long SHORT = SECOND / 20;

    private final Clock clock = new SystemClock();
    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(1000, counters);
    private final Timeline timeline = new Timeline(new Rules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO), 3600 * SECOND, table, counters);
    private final RecordingHandler one = new RecordingHandler("one");
    private final RecordingHandler other = new RecordingHandler("other");
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private Pipeline pipeline;

    @AfterEach
    void letGo() {
        release.countDown();
        pipeline.close(LONG);
    }

    @Test
    void shouldGiveTheSameEventsFusedAndParallel() {
        final List<List<Entry>> seen = new ArrayList<>();
        for (final Wiring wiring : Wiring.values()) {
            final Counters ownCounters = Counters.inMemory();
            final SeriesTable ownTable = new SeriesTable(1000, ownCounters);
            final Rules rules = new Rules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO);
            final List<RecordingHandler> recorders = List.of(new RecordingHandler("one"), new RecordingHandler("other"));
            pipeline = new Pipeline(Pipeline.MIN_CAPACITY, Waiting.SLEEPING, wiring,
                    new Timeline(rules, 3600 * SECOND, ownTable, ownCounters), List.copyOf(recorders),
                    new NamedThreads("leela-test", errors::add), ownCounters, errors::add);
            pipeline.start();
            publishMix(new Producer(pipeline.ring(), ownTable, RecordingPipeline.NO_LIMITS, ownCounters, Source.UDP), 20_000);
            assertThat(pipeline.close(LONG)).isTrue();
            recorders.forEach(recorder -> seen.add(recorder.entries()));
        }

        assertThat(seen.get(0)).hasSizeGreaterThan(10_000);
        assertThat(seen.stream().allMatch(seen.get(0)::equals)).isTrue();
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void shouldHaveShownAndFlushedAllAfterADrain(final Wiring wiring) {
        start(wiring, one, other);
        gauges(Pipeline.MIN_CAPACITY * 3);

        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(one.entries()).hasSize(Pipeline.MIN_CAPACITY * 3);
        assertThat(other.entries()).hasSize(Pipeline.MIN_CAPACITY * 3);
        assertThat(one.batches()).isPositive();
        assertThat(counters.read(CounterId.EMITTED)).isEqualTo(Pipeline.MIN_CAPACITY * 3);
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void shouldDrainAndEndTheHandlersOnClose(final Wiring wiring) {
        start(wiring, one, other);
        gauges(100);

        assertThat(pipeline.close(LONG)).isTrue();

        assertThat(one.entries()).hasSize(100);
        assertThat(one.isShutDown()).as("after its last flush").isTrue();
        assertThat(other.isShutDown()).isTrue();
        assertThat(pipeline.close(LONG)).as("closed again").isTrue();
    }

    @Test
    void shouldTakeNothingAfterClose() {
        start(Wiring.FUSED, one);
        pipeline.close(LONG);
        gauges(10);

        assertThat(pipeline.ring().execute(one, () -> { })).isFalse();
        assertThat(counters.read(CounterId.DROPPED_SHUTDOWN)).isEqualTo(10);
        assertThat(one.entries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void shouldShowTheOthersWhatAFaultyHandlerThrowsAt(final Wiring wiring) {
        start(wiring, new Blocker(() -> {
            throw new IllegalStateException("fault");
        }), other);
        gauges(10);

        assertThat(pipeline.close(LONG)).isTrue();

        assertThat(other.entries()).hasSize(10);
        assertThat(errors).hasSize(10);
        assertThat(counters.read(CounterId.HANDLER_FAULTS)).isEqualTo(10);
        assertThat(counters.read(CounterId.DROPPED_FAULT)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void shouldHaltAStuckHandlerInBoundedTime(final Wiring wiring) throws InterruptedException {
        start(wiring, new Blocker(this::block), other);
        gauges(10);
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();

        final long before = clock.ticksNs();
        assertThat(pipeline.close(SHORT)).isFalse();

        assertThat(clock.ticksNs() - before).isGreaterThanOrEqualTo(SHORT).isLessThan(20 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void shouldRunCommandsBetweenTheEntries(final Wiring wiring) {
        start(wiring, one, other);
        final List<Integer> seenBefore = new CopyOnWriteArrayList<>();
        gauges(10);
        pipeline.ring().execute(other, () -> seenBefore.add(other.entries().size()));
        gauges(10);
        pipeline.close(LONG);

        assertThat(seenBefore).containsExactly(10);
    }

    @Test
    void shouldSayThatADrainTookTooLong() throws InterruptedException {
        start(Wiring.FUSED, new Blocker(this::block));
        gauges(1);
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(pipeline.drain(clock, SHORT)).isFalse();
        assertThat(pipeline.ring().backlog()).isEqualTo(1);
    }

    @Test
    void shouldCloseWithoutHavingStarted() {
        pipeline = pipeline(Pipeline.MIN_CAPACITY, Wiring.FUSED, one);
        assertThat(pipeline.close(LONG)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"512", "1025", "0", "-1024"})
    void shouldRefuseARingThatIsTooSmallOrNoPowerOfTwo(final int capacity) {
        pipeline = pipeline(Pipeline.MIN_CAPACITY, Wiring.FUSED, one);
        assertThatThrownBy(() -> pipeline(capacity, Wiring.FUSED, one))
                .hasMessage("ring_size: " + capacity + " (expected: a power of two, >= 1024)");
    }

    @ParameterizedTest
    @CsvSource({"1, FUSED", "4, FUSED", "5, PARALLEL"})
    void shouldFuseOnFewCores(final int cores, final Wiring wiring) {
        pipeline = pipeline(Pipeline.MIN_CAPACITY, Wiring.FUSED, one);
        assertThat(Wiring.forCores(cores)).isEqualTo(wiring);
    }

    /** Does the same at each entry. */
    private record Blocker(Runnable body) implements Handler {
        @Override
        public String name() {
            return "blocker";
        }

        @Override
        public void onEntry(final Slot slot) {
            body.run();
        }
    }

    private void block() {
        stuck.countDown();
        boolean isReleased = false;
        while (!isReleased) {
            try {
                isReleased = release.await(1, TimeUnit.MINUTES);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void start(final Wiring wiring, final Handler... others) {
        pipeline = pipeline(Pipeline.MIN_CAPACITY, wiring, others);
        pipeline.start();
    }

    private Pipeline pipeline(final int capacity, final Wiring wiring, final Handler... others) {
        return new Pipeline(capacity, Waiting.SLEEPING, wiring, timeline, List.of(others), new NamedThreads("leela-test", errors::add),
                counters, errors::add);
    }

    private void gauges(final int count) {
        final Producer producer = new Producer(pipeline.ring(), table, RecordingPipeline.NO_LIMITS, counters, Source.UDP);
        final UnsafeBuffer key = new UnsafeBuffer("key".getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < count; i++) {
            producer.metric(MetricType.GAUGE, key, 0, 3, i, i);
        }
        producer.end();
    }

    /** All types, hundred series, a step of the clock period now and then. */
    private static void publishMix(final Producer producer, final int count) {
        final UnsafeBuffer key = new UnsafeBuffer("key..".getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < count; i++) {
            key.putNaturalPaddedIntAscii(3, 2, i % 100);
            final long timeNs = i / 100 * 20 * SECOND;
            producer.integralMetric(MetricType.ofCode(i % 4), key, 0, 5, 7L * i, timeNs);
            producer.event(key, 0, 5, i, timeNs);
            if (i % 300 == 0) {
                producer.end();
            }
        }
        producer.end();
    }
}
