package leela.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.TestSource;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Timeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Look-up, ring and timeline allocate nothing in the steady state, on the producer's thread and on the handlers'. */
@Timeout(120)
final class AllocationTest {

    private static final int METRICS = 1_000_000;
    private static final int SERIES = 1_000;
    private static final int DATAGRAM = 50;
    private static final long SECOND = Clock.NANOS_PER_SECOND;
    private static final long NAP_NS = 50_000;
    private static final long TTL = 3600 * SECOND;

    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(SERIES, counters);
    private final Timeline timeline =
            new Timeline(new FixedClockRules(60 * SECOND, TTL, CounterFall.AUTO), TTL, table, counters);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> handlerThreads = new ArrayList<>();
    private final UnsafeBuffer key = new UnsafeBuffer("host....cpu-0.cpu-user".getBytes(StandardCharsets.ISO_8859_1));
    private long timeNs = 1_365_500_000L * SECOND;

    @Test
    void shouldAllocateNothingOnTheWayThroughTheTimeline() {
        final NamedThreads threads = new NamedThreads("leela-test", errors::add);
        final HandlerGraph pipeline = new HandlerGraph(
                new RingConfig(1 << 14, Threading.SHARED, Waiting.SLEEPING),
                List.of(timeline),
                body -> {
                    final Thread thread = threads.newThread(body);
                    handlerThreads.add(thread);
                    return thread;
                },
                counters,
                errors::add);
        pipeline.start();
        final Producer producer = new Producer(
                pipeline.ring(), table, new Limits(Limits.UNLIMITED, Limits.UNLIMITED), counters, TestSource.WAITING);

        final AllocationWatch watch = new AllocationWatch(
                Thread.currentThread().getId(), handlerThreads.get(0).getId());
        final long[] least = watch.leastOf(() -> pass(pipeline, producer));

        assertThat(pipeline.close(30 * SECOND)).isTrue();
        assertThat(errors).isEmpty();
        assertThat(counters.read(EngineCounter.RECEIVED_SELF)).isEqualTo((long) watch.passes() * METRICS);
        assertThat(counters.read(EngineCounter.EMITTED)).isGreaterThan(METRICS);
        assertThat(least).as("bytes of producer, handlers").containsExactly(0, 0);
    }

    /** All types, a clock period later each time round, which a tick tells. */
    private void pass(final HandlerGraph pipeline, final Producer producer) {
        for (int i = 0; i < METRICS; i++) {
            if (i % DATAGRAM == 0) {
                producer.end();
                producer.begin(timeNs);
            }
            if (i % SERIES == 0) {
                timeNs += 61 * SECOND;
                pipeline.ring().tick(timeNs, timeNs);
            }
            key.putNaturalPaddedIntAscii(4, 4, i % SERIES);
            producer.integralMetric(MetricType.ofCode(i % 4), key, 0, key.capacity(), i, timeNs);
        }
        producer.end();
        while (pipeline.ring().backlog() > 0) {
            LockSupport.parkNanos(NAP_NS);
        }
    }
}
