package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.HandlerGraph.Wiring;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
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
final class HandlerGraphTest {

    /** Who runs the handlers. */
    private enum Mode {
        INLINE(Waiting.INLINE, Wiring.FUSED),
        FUSED(Waiting.SLEEPING, Wiring.FUSED),
        PARALLEL(Waiting.SLEEPING, Wiring.PARALLEL);

        private final Waiting waiting;
        private final Wiring wiring;

        Mode(final Waiting waiting, final Wiring wiring) {
            this.waiting = waiting;
            this.wiring = wiring;
        }
    }

    private static final long SECOND = Clock.NANOS_PER_SECOND;
    private static final long LONG = 30 * SECOND;
    private static final long SHORT = SECOND / 20;
    private static final int PUBLISHED = 30_000;

    private final Clock clock = new SystemClock();
    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(1000, counters);
    private final Timeline timeline = new Timeline(
            new FixedClockRules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO), 3600 * SECOND, table, counters);
    private final RecordingHandler one = new RecordingHandler("one");
    private final RecordingHandler other = new RecordingHandler("other");
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Gate gate = new Gate();
    private HandlerGraph pipeline;

    @AfterEach
    void letGo() {
        gate.open();
        pipeline.close(LONG);
    }

    @Test
    void shouldGiveTheSameEventsWhoeverRunsTheHandlers() {
        final List<List<Entry>> seen = new ArrayList<>();
        for (final Mode mode : Mode.values()) {
            final Counters ownCounters = Counters.inMemory();
            final SeriesTable ownTable = new SeriesTable(1000, ownCounters);
            final Rules rules = new FixedClockRules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO);
            final List<RecordingHandler> recorders =
                    List.of(new RecordingHandler("one"), new RecordingHandler("other"));
            pipeline = new HandlerGraph(
                    HandlerGraph.MIN_CAPACITY,
                    mode.waiting,
                    mode.wiring,
                    new Timeline(rules, 3600 * SECOND, ownTable, ownCounters),
                    List.copyOf(recorders),
                    new NamedThreads("leela-test", errors::add),
                    ownCounters,
                    errors::add);
            pipeline.start();
            publishMix(
                    new Producer(
                            pipeline.ring(), ownTable, RecordingPipeline.NO_LIMITS, ownCounters, TestSource.WAITING),
                    20_000);
            assertThat(pipeline.close(LONG)).isTrue();
            recorders.forEach(recorder -> seen.add(recorder.entries()));
        }

        assertThat(seen.get(0)).hasSizeGreaterThan(10_000);
        assertThat(seen.stream().allMatch(seen.get(0)::equals)).isTrue();
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldHaveShownAndFlushedAllAfterADrain(final Mode mode) {
        start(mode, one, other);
        gauges(HandlerGraph.MIN_CAPACITY * 3);

        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(one.entries()).hasSize(HandlerGraph.MIN_CAPACITY * 3);
        assertThat(other.entries()).hasSize(HandlerGraph.MIN_CAPACITY * 3);
        assertThat(one.batches()).isPositive();
        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(HandlerGraph.MIN_CAPACITY * 3);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldDrainAndEndTheHandlersOnClose(final Mode mode) {
        start(mode, one, other);
        gauges(100);

        assertThat(pipeline.close(LONG)).isTrue();

        assertThat(one.entries()).hasSize(100);
        assertThat(one.isShutDown()).as("after its last flush").isTrue();
        assertThat(other.isShutDown()).isTrue();
        assertThat(pipeline.close(LONG)).as("closed again").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldRunACommandOfTheHandlersOwnThreadAtOnce(final Mode mode) {
        final Commanding commanding = new Commanding();
        start(mode, commanding);
        gauges(1);
        pipeline.close(LONG);

        assertThat(commanding.wasInside).containsExactly(true);
    }

    /** An interrupt of the one that gives a command must not close what the handlers write to. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldRunNoHandlerOnAThreadThatGivesACommand(final Mode mode) {
        start(mode, one);
        final List<Thread> runners = new CopyOnWriteArrayList<>();
        pipeline.ring().execute(one, () -> runners.add(Thread.currentThread()));
        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(runners).singleElement().isNotSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldShowWhatManyThreadsPublishOnceAndInTheirOrder(final Mode mode) throws InterruptedException {
        start(mode, one);
        final GaugePublisher publisher = publisher();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(publisher.thread(PUBLISHED));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }

        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(one.entries()).hasSize(threads.size() * PUBLISHED);
        final Map<String, Double> last = new HashMap<>();
        for (final Entry entry : one.entries()) {
            final Double before = last.put(entry.key(), entry.value());
            assertThat(entry.value()).isEqualTo(before == null ? 0 : before + 1);
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldTakeNothingAfterClose() {
        start(Mode.FUSED, one);
        pipeline.close(LONG);
        gauges(10);

        assertThat(pipeline.ring().execute(one, () -> {})).isFalse();
        assertThat(counters.read(EngineCounter.DROPPED_SHUTDOWN)).isEqualTo(10);
        assertThat(one.entries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldShowTheOthersWhatAFaultyHandlerThrowsAt(final Mode mode) {
        start(
                mode,
                new Blocker(() -> {
                    throw new IllegalStateException("fault");
                }),
                other);
        gauges(10);

        assertThat(pipeline.close(LONG)).isTrue();

        assertThat(other.entries()).hasSize(10);
        assertThat(errors).hasSize(10);
        assertThat(counters.read(EngineCounter.HANDLER_ERRORS)).isEqualTo(10);
        assertThat(counters.read(EngineCounter.DROPPED_ERROR)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldHaltAStuckHandlerInBoundedTime(final Mode mode) throws InterruptedException {
        start(mode, new Blocker(gate::pass), other);
        publisher().thread(10).start();
        assertThat(gate.awaitVisitor()).isTrue();

        final long before = clock.ticksNs();
        assertThat(pipeline.close(SHORT)).isFalse();

        assertThat(clock.ticksNs() - before).isGreaterThanOrEqualTo(SHORT).isLessThan(20 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldRunCommandsBetweenTheEntries(final Mode mode) {
        start(mode, one, other);
        final List<Integer> seenBefore = new CopyOnWriteArrayList<>();
        gauges(10);
        pipeline.ring().execute(other, () -> seenBefore.add(other.entries().size()));
        gauges(10);
        pipeline.close(LONG);

        assertThat(seenBefore).containsExactly(10);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldSayThatADrainTookTooLong(final Mode mode) throws InterruptedException {
        start(mode, new Blocker(gate::pass));
        publisher().thread(1).start();
        assertThat(gate.awaitVisitor()).isTrue();

        assertThat(pipeline.drain(clock, SHORT)).isFalse();
        assertThat(pipeline.ring().backlog()).isEqualTo(1);
    }

    @Test
    void shouldCloseWithoutHavingStarted() {
        pipeline = pipeline(HandlerGraph.MIN_CAPACITY, Mode.FUSED, one);
        assertThat(pipeline.close(LONG)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1024", "2049", "0", "-2048"})
    void shouldRefuseARingThatIsTooSmallOrNoPowerOfTwo(final int capacity) {
        pipeline = pipeline(HandlerGraph.MIN_CAPACITY, Mode.FUSED, one);
        assertThatThrownBy(() -> pipeline(capacity, Mode.FUSED, one))
                .hasMessage("ring_size: " + capacity + " (expected: a power of two, >= 2048)");
    }

    @ParameterizedTest
    @CsvSource({"1, FUSED", "4, FUSED", "5, PARALLEL"})
    void shouldFuseOnFewCores(final int cores, final Wiring wiring) {
        pipeline = pipeline(HandlerGraph.MIN_CAPACITY, Mode.FUSED, one);
        assertThat(Wiring.forCores(cores)).isEqualTo(wiring);
    }

    /** Gives itself a command at each entry, which notes whether the entry was still in hand. */
    private final class Commanding implements Handler {
        private final List<Boolean> wasInside = new CopyOnWriteArrayList<>();
        private boolean isInside;

        @Override
        public String name() {
            return "commander";
        }

        @Override
        public void onEntry(final Slot slot) {
            isInside = true;
            pipeline.ring().execute(this, () -> wasInside.add(isInside));
            isInside = false;
        }
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

    private void start(final Mode mode, final Handler... others) {
        pipeline = pipeline(HandlerGraph.MIN_CAPACITY, mode, others);
        pipeline.start();
    }

    private HandlerGraph pipeline(final int capacity, final Mode mode, final Handler... others) {
        return new HandlerGraph(
                capacity,
                mode.waiting,
                mode.wiring,
                timeline,
                List.of(others),
                new NamedThreads("leela-test", errors::add),
                counters,
                errors::add);
    }

    private void gauges(final int count) {
        publisher().publish(count);
    }

    private GaugePublisher publisher() {
        return new GaugePublisher(pipeline.ring(), table, counters, errors::add);
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
