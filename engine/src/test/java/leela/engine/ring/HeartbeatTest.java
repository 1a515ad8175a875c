package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.NamedThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HeartbeatTest {

    private static final long LONG = 30 * Clock.NANOS_PER_SECOND;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final CountDownLatch beats = new CountDownLatch(3);
    private final List<Long> times = new CopyOnWriteArrayList<>();

    private final Handler listener = new Handler() {
        @Override
        public String name() {
            return "listener";
        }

        @Override
        public void onEntry(final Slot slot) {}

        @Override
        public void onTick(final Slot tick) {
            times.add(tick.timeNs());
            beats.countDown();
        }
    };

    private final HandlerGraph pipeline = new HandlerGraph(
            HandlerGraph.MIN_CAPACITY,
            Waiting.SLEEPING,
            HandlerGraph.Wiring.FUSED,
            listener,
            List.of(),
            new NamedThreads("leela-test", errors::add),
            counters,
            errors::add);

    @Test
    void shouldLetTheHandlersSeeTheClock() throws InterruptedException {
        pipeline.start();
        try (Heartbeat heartbeat = Heartbeat.start(pipeline.ring(), new ManualClock(42), counters, errors::add)) {
            assertThat(heartbeat).isNotNull();
            assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(times.get(0)).isEqualTo(42);
        }
        pipeline.close(LONG);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldBeatOnAfterAFault() throws InterruptedException {
        final AtomicBoolean hasThrown = new AtomicBoolean();
        final Clock faulty = new Clock() {
            @Override
            public long timeNs() {
                if (hasThrown.compareAndSet(false, true)) {
                    throw new IllegalStateException("no time");
                }
                return 42;
            }

            @Override
            public long ticksNs() {
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
}
