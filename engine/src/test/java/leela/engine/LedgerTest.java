package leela.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.ring.Source;
import leela.engine.ring.TestSource;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Timeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * [limits 3]: received = rejected + dropped + absorbed + emitted, with several producers, series coming and going under
 * them, a timeline that faults now and then, garbage, refusals, and a close in the middle of it all.
 */
@Timeout(120)
final class LedgerTest {

    private static final long MILLI = 1_000_000L;
    private static final long CLOCK = 10 * MILLI;
    private static final long TTL = 40 * MILLI;
    private static final long LONG = 30_000 * MILLI;
    private static final int MAX_SERIES = 400;
    private static final int KEYS = 600;
    private static final int DATAGRAMS_BEFORE_CLOSE = 3_000;
    private static final List<Source> SOURCES = List.of(TestSource.WAITING, TestSource.WAITING, TestSource.REFUSED);

    private final long seed = new SplittableRandom().nextLong();
    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(MAX_SERIES, counters);
    private final CountDownLatch sent = new CountDownLatch(SOURCES.size() * DATAGRAMS_BEFORE_CLOSE);
    private final Tally tally = new Tally();
    private volatile boolean isClosed;

    /** The timeline, but every 1,001st entry is a fault before it is judged, and every 3rd datagram's time a tick. */
    private record FaultyTimeline(Timeline timeline, long[] entries) implements Handler {
        @Override
        public String name() {
            return "timeline";
        }

        @Override
        public void onEntry(final Slot slot) {
            if (++entries[0] % 1001 == 0) {
                throw new IllegalStateException("fault");
            }
            timeline.onEntry(slot);
        }

        @Override
        public void onTick(final Slot tick) {
            timeline.onTick(tick);
        }

        @Override
        public void onBatchEnd() {
            timeline.onBatchEnd();
        }
    }

    /** Counts what comes out of the timeline, apart from its own counters. */
    private static final class Tally implements Handler {
        private long events;
        private long queryEvents;
        private long purged;

        @Override
        public String name() {
            return "tally";
        }

        @Override
        public void onEntry(final Slot slot) {
            if (slot.kind() == Slot.Kind.QUERY_EVENT) {
                queryEvents++;
            } else {
                events++;
            }
        }

        @Override
        public void onPurged(final Series series) {
            purged++;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldBalance(final Threading threading) throws InterruptedException {
        final Timeline timeline = new Timeline(new FixedClockRules(CLOCK, TTL, CounterFall.AUTO), TTL, table, counters);
        final List<Throwable> dead = new ArrayList<>();
        final HandlerGraph pipeline = new HandlerGraph(
                new RingConfig(RingConfig.MIN_CAPACITY, threading, Waiting.SLEEPING),
                List.of(new FaultyTimeline(timeline, new long[1]), tally),
                new NamedThreads("leela-test", dead::add),
                counters,
                error -> {});
        pipeline.start();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SOURCES.size(); i++) {
            final int number = i;
            threads.add(NamedThreads.named("producer-" + i, dead::add, () -> produce(pipeline, number)));
        }
        threads.forEach(Thread::start);

        assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pipeline.close(LONG)).as("drained").isTrue();
        isClosed = true;
        for (final Thread thread : threads) {
            thread.join(30_000);
        }

        assertThat(dead).as("seed %d", seed).isEmpty();
        assertBalance();
        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(tally.events);
        assertThat(counters.read(EngineCounter.QUERY_EVENTS_EMITTED)).isEqualTo(tally.queryEvents);
        assertThat(counters.read(EngineCounter.SERIES_PURGED)).isEqualTo(tally.purged);
        assertThat(counters.read(EngineCounter.SERIES_CREATED) - counters.read(EngineCounter.SERIES_PURGED))
                .isEqualTo(table.size());
        assertEveryBranchWasTaken();
    }

    private void assertBalance() {
        final long accounted = counters.sum("metrics.rejected")
                + counters.sum("metrics.dropped")
                + counters.sum("metrics.absorbed")
                + counters.sum("metrics.emitted");
        assertThat(accounted).as("seed %d", seed).isEqualTo(counters.sum("metrics.received"));
        assertThat(counters.read(EngineCounter.QUERY_EVENTS_REJECTED)
                        + counters.read(EngineCounter.QUERY_EVENTS_EMITTED))
                .as("seed %d", seed)
                .isEqualTo(counters.read(EngineCounter.QUERY_EVENTS_RECEIVED));
    }

    /** A balance of zeroes would say nothing. */
    private void assertEveryBranchWasTaken() {
        for (final Counter id : List.of(
                EngineCounter.RECEIVED_SELF,
                EngineCounter.RECEIVED_SELF,
                EngineCounter.RECEIVED_SELF,
                EngineCounter.REJECTED_MALFORMED,
                EngineCounter.REJECTED_KEY_LENGTH,
                EngineCounter.REJECTED_TIME_RANGE,
                EngineCounter.REJECTED_CARDINALITY,
                EngineCounter.DROPPED_SHUTDOWN,
                EngineCounter.DROPPED_ERROR,
                EngineCounter.ABSORBED_FIRST,
                EngineCounter.ABSORBED_OLD,
                EngineCounter.ABSORBED_EARLY,
                EngineCounter.ABSORBED_ACCUMULATED,
                EngineCounter.EMITTED,
                EngineCounter.SERIES_PURGED,
                EngineCounter.QUERY_EVENTS_EMITTED)) {
            assertThat(counters.read(id))
                    .as("%s, seed %d", id.description().label(), seed)
                    .isPositive();
        }
    }

    /** Datagrams until the ring is closed, and some more then. */
    private void produce(final HandlerGraph pipeline, final int number) {
        final SplittableRandom random = new SplittableRandom(seed + number);
        final Source source = SOURCES.get(number);
        final Limits limits = new Limits(100 * MILLI, Limits.UNLIMITED);
        final Producer producer = new Producer(pipeline.ring(), table, limits, counters, source);
        final Producer queries = new Producer(pipeline.ring(), table, limits, counters, Source.QUERIES);
        final UnsafeBuffer key = new UnsafeBuffer("key....".getBytes(ISO_8859_1));
        int more = 10;
        for (long datagram = 1; more > 0; datagram++) {
            more -= isClosed ? 1 : 0;
            final long nowNs = datagram * MILLI;
            if (number == 0 && datagram % 3 == 0) {
                pipeline.ring().tick(nowNs, nowNs);
            }
            producer.begin(nowNs);
            queries.begin(nowNs);
            for (int i = random.nextInt(8); i >= 0; i--) {
                // the keys in use move on, so that those behind are purged
                key.putNaturalPaddedIntAscii(3, 4, (int) ((datagram / 50 * 10 + random.nextInt(KEYS)) % 10_000));
                entry(random, producer, queries, key, nowNs);
            }
            end(source, producer, queries);
            sent.countDown();
        }
    }

    private static void end(final Source source, final Producer producer, final Producer queries) {
        if (source == TestSource.REFUSED) {
            producer.tryEnd();
        } else {
            producer.end();
        }
        queries.end();
    }

    private static void entry(
            final SplittableRandom random,
            final Producer producer,
            final Producer queries,
            final UnsafeBuffer key,
            final long nowNs) {
        final int length = random.nextInt(100) == 0 ? 0 : 7;
        final long timeNs = nowNs + random.nextLong(150 * MILLI) - 40 * MILLI;
        switch (random.nextInt(8)) {
            case 0 -> producer.malformed();
            case 1 -> producer.event(key, 0, length, 1, timeNs);
            case 2 -> producer.data(key, 0, length, new byte[] {'1'}, timeNs);
            case 3 -> queries.event(key, 0, length, 1, timeNs);
            case 4 -> producer.metric(MetricType.GAUGE, key, 0, length, 1, timeNs);
            // one type a key, or nothing would ever be early
            default -> producer.integralMetric(typeOf(key), key, 0, length, random.nextLong(100), timeNs);
        }
    }

    private static MetricType typeOf(final UnsafeBuffer key) {
        return switch (key.getByte(6) % 3) {
            case 0 -> MetricType.COUNTER;
            case 1 -> MetricType.DERIVE;
            default -> MetricType.ABSOLUTE;
        };
    }
}
