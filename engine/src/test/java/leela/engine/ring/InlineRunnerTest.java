package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Which thread runs the handlers where those that publish do; {@link HandlerGraphTest} has what holds whoever runs
 * them.
 */
@Timeout(60)
final class InlineRunnerTest {

    private static final long SECOND = Clock.NANOS_PER_SECOND;
    private static final long LONG = 30 * SECOND;

    private final Clock clock = new SystemClock();
    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(1000, counters);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Gate gate = new Gate();
    private final Queue<Thread> runners = new ConcurrentLinkedQueue<>();
    private HandlerGraph pipeline;
    private GaugePublisher publisher;

    @AfterEach
    void letGo() {
        gate.open();
        pipeline.close(LONG);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldRelieveAThreadThatOthersKeepAtTheHandlers() throws InterruptedException {
        final Thread kept = blockedPublisher(16 * Producer.BATCH);
        publisher.publish(15 * Producer.BATCH);
        gate.open();
        kept.join();

        assertThat(pipeline.drain(clock, LONG)).isTrue();
        assertThat(runners).hasSize(1 + 15 * Producer.BATCH).contains(kept).doesNotContain(Thread.currentThread());
        assertThat(runners.stream().distinct())
                .as("the one kept and its relief")
                .hasSize(2);
    }

    @Test
    void shouldLetAThreadThatWaitsForRoomRunTheHandlers() throws InterruptedException {
        final Thread kept = blockedPublisher(RingConfig.MIN_CAPACITY);
        final Thread waiting = waitingPublisher();
        gate.open();
        kept.join();
        waiting.join();

        assertThat(pipeline.drain(clock, LONG)).isTrue();
        assertThat(runners).hasSize(1 + 2 * RingConfig.MIN_CAPACITY).contains(waiting);
    }

    @Test
    void shouldShowWhatWasLeftToAThreadThatWaitedInVain() throws InterruptedException {
        final Thread kept = blockedPublisher(RingConfig.MIN_CAPACITY);
        final Thread waiting = waitingPublisher();
        pipeline.ring().close();
        waiting.join();
        gate.open();
        kept.join();

        assertThat(pipeline.drain(clock, LONG)).isTrue();
        assertThat(runners.size() + counters.read(EngineCounter.DROPPED_SHUTDOWN))
                .isEqualTo(1 + 2 * RingConfig.MIN_CAPACITY);
    }

    /** A thread that is held up while it shows the handlers what it has published, in a pipeline that it starts. */
    private Thread blockedPublisher(final int capacity) throws InterruptedException {
        final Timeline timeline = new Timeline(
                new FixedClockRules(60 * SECOND, 3600 * SECOND, CounterFall.AUTO), 3600 * SECOND, table, counters);
        pipeline = new HandlerGraph(
                new RingConfig(capacity, Threading.INLINE, Waiting.SLEEPING),
                List.of(timeline, new Witness()),
                new NamedThreads("leela-test", errors::add),
                counters,
                errors::add);
        pipeline.start();
        publisher = new GaugePublisher(pipeline.ring(), table, counters, errors::add);
        final Thread kept = publisher.thread(1);
        kept.start();
        assertThat(gate.awaitVisitor()).isTrue();
        return kept;
    }

    /** A thread that publishes twice as much as there is room for, and waits now. */
    private Thread waitingPublisher() {
        final Thread waiting = publisher.thread(2 * RingConfig.MIN_CAPACITY);
        waiting.start();
        while (counters.read(EngineCounter.RING_FULL) == 0) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    /** Notes who runs it, at the gate. */
    private final class Witness implements Handler {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public void onEntry(final Slot slot) {
            runners.add(Thread.currentThread());
            gate.pass();
        }
    }
}
