package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.SeriesTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class HeartbeatTest {

    private static final long LONG = 30 * Clock.NANOS_PER_SECOND;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private static final int TICKS = 10;

    private final CountDownLatch beats = new CountDownLatch(3);
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final List<Long> ticks = new CopyOnWriteArrayList<>();
    private final List<Boolean> awaited = new CopyOnWriteArrayList<>();
    private volatile boolean isAwaited = true;

    private final Handler listener = new Handler() {
        @Override
        public String name() {
            return "listener";
        }

        @Override
        public void onEntry(final Slot slot) {}

        @Override
        public boolean isTimeAwaited() {
            return isAwaited;
        }

        @Override
        public void onTick(final Slot tick) {
            awaited.add(tick.isAwaited());
            times.add(tick.timeNs());
            ticks.add(tick.ticksNs());
            beats.countDown();
        }
    };

    private final HandlerGraph pipeline = new HandlerGraph(
            new RingConfig(RingConfig.MIN_CAPACITY, Threading.SHARED, Waiting.SLEEPING),
            List.of(listener),
            new NamedThreads("leela-test", errors::add),
            counters,
            errors::add);

    @Test
    void shouldLetTheHandlersSeeTheTimeAndTheClocksTicks() throws InterruptedException {
        pipeline.start();
        final ManualClock clock = new ManualClock(42);
        clock.stepNs(1_000);
        try (Heartbeat heartbeat = Heartbeat.start(pipeline.ring(), clock, counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(times.get(0)).isEqualTo(1_042);
            assertThat(ticks.get(0)).isEqualTo(42);
        }
        pipeline.close(LONG);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldBeatOnceASecondWhereNobodyAwaitsTheTime() throws InterruptedException {
        isAwaited = false;
        pipeline.start();
        final long beganNs = System.nanoTime();
        try (Heartbeat heartbeat = Heartbeat.start(pipeline.ring(), new ManualClock(42), counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
        }
        pipeline.close(LONG);
        // the first comes at once
        assertThat(System.nanoTime() - beganNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_500));
        assertThat(awaited).containsOnly(false);
    }

    @Test
    void shouldBeatOnAfterAFault() throws InterruptedException {
        final AtomicBoolean hasThrown = new AtomicBoolean();
        final Clock faulty = new Clock() {
            @Override
            public long ticksNs() {
                if (hasThrown.compareAndSet(false, true)) {
                    throw new IllegalStateException("no time");
                }
                return 42;
            }

            @Override
            public long timeNs() {
                return 0;
            }
        };
        pipeline.start();
        try (Heartbeat heartbeat = Heartbeat.start(pipeline.ring(), faulty, counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
        }
        pipeline.close(LONG);
        assertThat(errors).extracting(Throwable::getMessage).containsExactly("no time");
    }

    @Test
    void shouldShowTheBacklogOfAStandingRing() {
        final RecordingPipeline standing = RecordingPipeline.ofMetrics();
        standing.ring().execute(listener, () -> {});
        try (Heartbeat heartbeat = Heartbeat.start(standing.ring(), new ManualClock(42), counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            final long deadline = System.nanoTime() + LONG;
            while (counters.read(EngineCounter.RING_BACKLOG) == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
        assertThat(counters.read(EngineCounter.RING_BACKLOG)).isPositive();
    }

    @Test
    void shouldLetGoOfSeriesOnceTheyArePurged() {
        pipeline.start();
        final Ring ring = pipeline.ring();
        new GaugePublisher(ring, new SeriesTable(10, counters), counters, errors::add).publish(Producer.BATCH);
        assertThat(seriesHeld(ring)).isEqualTo(Producer.BATCH);
        try (Heartbeat heartbeat = Heartbeat.start(ring, new ManualClock(42), counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            counters.increment(EngineCounter.SERIES_PURGED);
            final long deadline = System.nanoTime() + LONG;
            while (seriesHeld(ring) > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
        pipeline.close(LONG);
        assertThat(seriesHeld(ring)).isZero();
    }

    private static long seriesHeld(final Ring ring) {
        return IntStream.range(0, ring.capacity())
                .filter(place -> ring.slot(place).series() != null)
                .count();
    }

    /** A ring that is always full, before handlers that are slower than what comes. */
    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldReachTheHandlersOfASaturatedRing(final Threading threading) throws InterruptedException {
        final CountDownLatch ticks = new CountDownLatch(TICKS);
        final AtomicBoolean isEnding = new AtomicBoolean();
        final HandlerGraph graph = new HandlerGraph(
                new RingConfig(RingConfig.MIN_CAPACITY, threading, Waiting.SLEEPING),
                List.of(new SlowHandler(ticks), new SlowHandler(new CountDownLatch(0))),
                new NamedThreads("leela-test", errors::add),
                counters,
                errors::add);
        graph.start();
        final List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            final GaugePublisher publisher =
                    new GaugePublisher(graph.ring(), new SeriesTable(10, counters), counters, errors::add);
            producers.add(NamedThreads.named("producer-" + i, errors::add, () -> {
                while (!isEnding.get()) {
                    publisher.publish(Producer.BATCH);
                }
            }));
        }
        producers.forEach(Thread::start);
        final long startNs = System.nanoTime();
        final long tookNs;
        try (Heartbeat heartbeat = Heartbeat.start(graph.ring(), new ManualClock(42), counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            assertThat(ticks.await(60, TimeUnit.SECONDS)).isTrue();
            tookNs = System.nanoTime() - startNs;
        } finally {
            isEnding.set(true);
            for (final Thread producer : producers) {
                producer.join(30_000);
            }
            graph.close(LONG);
        }
        assertThat(counters.read(EngineCounter.RING_FULL)).isPositive();
        assertThat(tookNs).isLessThan(4 * TICKS * TimeUnit.MILLISECONDS.toNanos(Heartbeat.PERIOD_MS));
        assertThat(errors).isEmpty();
    }

    /** Takes 20 µs for an entry: a full ring is 40 ms of work. */
    private static final class SlowHandler implements Handler {

        private final CountDownLatch ticks;

        private SlowHandler(final CountDownLatch ticks) {
            this.ticks = ticks;
        }

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void onEntry(final Slot slot) {
            slot.emit(1, slot.timeNs());
            final long untilNs = System.nanoTime() + 20_000;
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
        }

        @Override
        public boolean isTimeAwaited() {
            return true;
        }

        @Override
        public void onTick(final Slot tick) {
            ticks.countDown();
        }
    }
}
