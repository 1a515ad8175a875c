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
        for (final Threading threading : Threading.values()) {
            final Counters ownCounters = Counters.inMemory();
            final SeriesTable ownTable = new SeriesTable(1000, ownCounters);
            final Rules rules = new FixedClockRules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO);
            final List<RecordingHandler> recorders =
                    List.of(new RecordingHandler("one"), new RecordingHandler("other"));
            pipeline = new HandlerGraph(
                    new RingConfig(1 << 17, threading, Waiting.SLEEPING),
                    List.of(
                            new Timeline(rules, 3600 * SECOND, ownTable, ownCounters),
                            recorders.get(0),
                            recorders.get(1)),
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
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldHaveShownAndFlushedAllAfterADrain(final Threading threading) {
        start(threading, one, other);
        gauges(RingConfig.MIN_CAPACITY * 3);

        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(one.entries()).hasSize(RingConfig.MIN_CAPACITY * 3);
        assertThat(other.entries()).hasSize(RingConfig.MIN_CAPACITY * 3);
        assertThat(one.batches()).isPositive();
        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(RingConfig.MIN_CAPACITY * 3);
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldDrainAndEndTheHandlersOnClose(final Threading threading) {
        start(threading, one, other);
        gauges(100);

        assertThat(pipeline.close(LONG)).isTrue();

        assertThat(one.entries()).hasSize(100);
        assertThat(one.isShutDown()).as("after its last flush").isTrue();
        assertThat(other.isShutDown()).isTrue();
        assertThat(pipeline.close(LONG)).as("closed again").isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldRunACommandOfTheHandlersOwnThreadAtOnce(final Threading threading) {
        final Commanding commanding = new Commanding();
        start(threading, commanding);
        gauges(1);
        pipeline.close(LONG);

        assertThat(commanding.wasInside).containsExactly(true);
    }

    /** An interrupt of the one that gives a command must not close what the handlers write to. */
    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldRunNoHandlerOnAThreadThatGivesACommand(final Threading threading) {
        start(threading, one);
        final List<Thread> runners = new CopyOnWriteArrayList<>();
        pipeline.ring().execute(one, () -> runners.add(Thread.currentThread()));
        assertThat(pipeline.drain(clock, LONG)).isTrue();

        assertThat(runners).singleElement().isNotSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldShowWhatManyThreadsPublishOnceAndInTheirOrder(final Threading threading) throws InterruptedException {
        start(threading, one);
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
        start(Threading.SHARED, one);
        pipeline.close(LONG);
        gauges(10);

        assertThat(pipeline.ring().execute(one, () -> {})).isFalse();
        assertThat(counters.read(EngineCounter.DROPPED_SHUTDOWN)).isEqualTo(10);
        assertThat(one.entries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldShowTheOthersWhatAFaultyHandlerThrowsAt(final Threading threading) {
        start(
                threading,
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
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldHaltAStuckHandlerInBoundedTime(final Threading threading) throws InterruptedException {
        start(threading, new Blocker(gate::pass), other);
        publisher().thread(10).start();
        assertThat(gate.awaitVisitor()).isTrue();

        final long before = clock.ticksNs();
        assertThat(pipeline.close(SHORT)).isFalse();

        assertThat(clock.ticksNs() - before).isGreaterThanOrEqualTo(SHORT).isLessThan(20 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldRunCommandsBetweenTheEntries(final Threading threading) {
        start(threading, one, other);
        final List<Integer> seenBefore = new CopyOnWriteArrayList<>();
        gauges(10);
        pipeline.ring().execute(other, () -> seenBefore.add(other.entries().size()));
        gauges(10);
        pipeline.close(LONG);

        assertThat(seenBefore).containsExactly(10);
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldSayThatADrainTookTooLong(final Threading threading) throws InterruptedException {
        start(threading, new Blocker(gate::pass));
        publisher().thread(1).start();
        assertThat(gate.awaitVisitor()).isTrue();

        assertThat(pipeline.drain(clock, SHORT)).isFalse();
        assertThat(pipeline.ring().backlog()).isEqualTo(1);
    }

    @Test
    void shouldCloseWithoutHavingStarted() {
        pipeline = pipeline(RingConfig.MIN_CAPACITY, Threading.SHARED, one);
        assertThat(pipeline.close(LONG)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1024", "2049", "0", "-2048"})
    void shouldRefuseARingThatIsTooSmallOrNoPowerOfTwo(final int capacity) {
        pipeline = pipeline(RingConfig.MIN_CAPACITY, Threading.SHARED, one);
        assertThatThrownBy(() -> pipeline(capacity, Threading.SHARED, one))
                .hasMessage("ring_size: " + capacity + " (expected: a power of two, >= 2048)");
    }

    @ParameterizedTest
    @CsvSource({"1, INLINE", "4, INLINE", "5, DEDICATED"})
    void shouldRunInlineOnFewCores(final int cores, final Threading threading) {
        pipeline = pipeline(RingConfig.MIN_CAPACITY, Threading.SHARED, one);
        assertThat(Threading.forCores(cores)).isEqualTo(threading);
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

    private void start(final Threading threading, final Handler... others) {
        pipeline = pipeline(RingConfig.MIN_CAPACITY, threading, others);
        pipeline.start();
    }

    private HandlerGraph pipeline(final int capacity, final Threading threading, final Handler... others) {
        return new HandlerGraph(
                new RingConfig(capacity, threading, Waiting.SLEEPING),
                handlers(others),
                new NamedThreads("leela-test", errors::add),
                counters,
                errors::add);
    }

    private List<Handler> handlers(final Handler... others) {
        final List<Handler> handlers = new ArrayList<>(List.of(others));
        handlers.add(0, timeline);
        return handlers;
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
