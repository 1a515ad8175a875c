package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingHandler;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.ring.TestSource;
import leela.engine.runtime.ManualClock;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class StandingQueriesTest {

    private static final String COSTLY = "proc match 1|. " + "round | ".repeat(249) + "round;";

    private final QueryDriver driver = new QueryDriver();
    private final Results results = new Results();

    @Test
    void shouldKeepKeyAndTimeOfTheCausingEvent() throws Exception {
        driver.start("proc match 4|^web window 2 (sum);", results);

        driver.event("web1", 1, 10);
        driver.event("db1", 5, 11);
        driver.event("web1", 2, 12);

        assertThat(results.events).containsExactly(new Event("web1", 3, 12));
    }

    @Test
    void shouldKeepAStateOfItsOwnForEachSeriesAndQuery() throws Exception {
        final Results others = new Results();
        driver.start("proc match 1|. sum;", results);
        driver.event("a", 1, 1);
        driver.start("proc match 1|. sum;", others);

        driver.event("a", 2, 2);
        driver.event("b", 10, 3);

        assertThat(results.values()).containsExactly(1.0, 3.0, 10.0);
        assertThat(others.values()).containsExactly(2.0, 10.0);
    }

    @Test
    void shouldDecideTheRegexOnceForEachPair() throws Exception {
        for (int i = 0; i < 50; i++) {
            driver.start("proc match 4|nope id;", results);
        }
        for (int i = 0; i < 10; i++) {
            driver.event("a", i, i);
            driver.event("b", i, i);
        }
        driver.start("proc match 1|a id;", results);
        driver.event("a", 1, 1);
        driver.event("a", 1, 2);

        assertThat(driver.decided).isEqualTo(2 * 50 + 1);
        assertThat(results.events).hasSize(2);
    }

    @Test
    void shouldCostNothingPerEventForQueriesThatDoNotMatch() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            driver.start("proc match 4|nope id;", "owner " + i, results);
        }
        driver.event("a", 1, 1);
        final int decided = driver.decided;

        for (int i = 0; i < 1_000; i++) {
            driver.event("a", i, i);
        }

        assertThat(decided).isEqualTo(10_000);
        assertThat(driver.decided).isEqualTo(decided);
        assertThat(driver.series("a").subscribers())
                .isSameAs(driver.series("unseen").subscribers())
                .isEmpty();
    }

    @Test
    void shouldShowNothingAfterTheEnd() throws Exception {
        final StandingQuery query = driver.start("proc match 1|. id;", results);
        driver.event("a", 1, 1);
        query.close();
        query.close();
        driver.event("a", 2, 2);
        driver.event("new", 3, 3);

        assertThat(results.values()).containsExactly(1.0);
        assertThat(results.batches).isEqualTo(1);
        assertThat(results.ends).isEqualTo(1);
        assertThat(driver.registry.running()).isEmpty();
    }

    @Test
    void shouldTakeAnEndedQueryApartBitByBit() throws Exception {
        final ManualClock clock = new ManualClock(0);
        final QueryDriver slowed = new QueryDriver(QueryLimits.DEFAULT);
        final StandingQuery query = slowed.start("proc match 1|. sum;", results);
        slowed.start("proc match 1|. sum;", new Results());
        for (int i = 0; i < 50_000; i++) {
            slowed.event("key" + i, i, i);
        }
        slowed.queries.onBatchEnd();
        assertThat(query.progress().seriesMatched()).isEqualTo(50_000);
        assertThat(slowed.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isEqualTo(100_000);
        final long bytes = slowed.count(EngineCounter.QUERY_STATE_BYTES);

        query.close();
        slowed.queries.onBatchEnd();
        assertThat(slowed.count(EngineCounter.QUERY_STATE_BYTES)).isEqualTo(bytes / 2);
        int portions = 1;
        while (slowed.count(EngineCounter.QUERY_SUBSCRIPTIONS) > 50_000 && portions < 100) {
            clock.advanceNs(10_000_000);
            slowed.queries.advance(clock.ticksNs());
            slowed.queries.onBatchEnd();
            portions++;
        }

        assertThat(portions).isBetween(5, 99);
        assertThat(slowed.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isEqualTo(50_000);
        assertThat(slowed.count(EngineCounter.QUERY_STATE_BYTES)).isEqualTo(bytes / 2);
        assertThat(slowed.series("key7").subscribers()).hasSize(1);
    }

    /** A hundred queries over the same series, as of a client that leaves: each series is looked at once. */
    @Test
    void shouldTakeApartWhatManyEndedQueriesHeldOnASeriesAtOnce() throws Exception {
        final List<StandingQuery> leaving = new ArrayList<>();
        final ManualClock clock = new ManualClock(0);
        final QueryDriver slowed = new QueryDriver(QueryLimits.DEFAULT);
        for (int i = 0; i < 100; i++) {
            leaving.add(slowed.start("proc match 1|. sum;", results));
        }
        for (int i = 0; i < 1_000; i++) {
            slowed.event("key" + i, i, i);
        }
        leaving.forEach(StandingQuery::close);
        final long beganNs = clock.ticksNs();
        slowed.queries.onBatchEnd();
        while (slowed.count(EngineCounter.QUERY_SUBSCRIPTIONS) > 0) {
            clock.advanceNs(1_000_000);
            slowed.queries.advance(clock.ticksNs());
            slowed.queries.onBatchEnd();
        }

        assertThat(clock.ticksNs() - beganNs).isLessThan(50_000_000);
    }

    @Test
    void shouldTakeEndedQueriesOffASeriesThatMeetsAnother() throws Exception {
        final StandingQuery ended = driver.start("proc match 1|. sum;", new Results());
        driver.event("a", 1, 1);
        ended.close();
        driver.start("proc match 1|. sum;", results);
        driver.event("a", 1, 1);

        assertThat(driver.series("a").subscribers()).hasSize(1);
    }

    @Test
    void shouldForgetAPurgedSeriesAndMeetItAnew() throws Exception {
        final StandingQuery query = driver.start("proc match 1|. sum;", results);
        final StandingQuery ended = driver.start("proc match 1|. sum;", new Results());
        driver.event("a", 1, 1);
        driver.event("b", 1, 1);
        ended.close();

        driver.queries.onPurged(driver.series("a"));
        driver.queries.onBatchEnd();
        assertThat(query.progress().seriesMatched()).isEqualTo(1);
        assertThat(driver.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isEqualTo(1);
        driver.event("a", 5, 2);

        assertThat(results.values()).containsExactly(1.0, 1.0, 5.0);
        assertThat(driver.series("a").subscribers()).hasSize(1);
    }

    @Test
    void shouldEndBatchesOnlyWhereThereWereResults() throws Exception {
        final Results silent = new Results();
        driver.start("proc match 1|. id;", results);
        driver.start("proc match 1|. [> 100];", silent);

        driver.event("a", 1, 1);
        driver.event("b", 1, 2);
        assertThat(results.batches).isZero();
        driver.queries.onBatchEnd();
        driver.queries.onBatchEnd();

        assertThat(results.batches).isEqualTo(1);
        assertThat(silent.batches).isZero();
    }

    @Test
    void shouldCountWhatGoesInAndOut() throws Exception {
        final StandingQuery query = driver.start("proc match 1|a [> 1];", "me", results);
        driver.event("a", 1, 1);
        driver.event("aa", 2, 2);
        driver.event("b", 3, 3);
        driver.queries.onBatchEnd();

        assertThat(query.owner()).isEqualTo("me");
        assertThat(query.program()).hasToString("proc match 1|a [> 1];");
        assertThat(query.progress().seriesMatched()).isEqualTo(2);
        assertThat(query.progress().eventsIn()).isEqualTo(2);
        assertThat(query.progress().eventsOut()).isEqualTo(1);
        assertThat(driver.count(EngineCounter.QUERY_RESULTS)).isEqualTo(1);
    }

    @Test
    void shouldTellWhatAnEventCosts() throws Exception {
        final ManualClock clock = new ManualClock(0);
        final QueryDriver timed = new QueryDriver(QueryLimits.DEFAULT, clock);
        final StandingQuery query = timed.start("proc match 1|a id;", (series, value, timeNs) -> clock.advanceNs(300));
        assertThat(query.progress().eventCostNs()).isZero();

        for (int i = 0; i < 5000; i++) {
            timed.event("a", i, i);
        }
        timed.queries.onBatchEnd();

        assertThat(query.progress().eventCostNs()).isEqualTo(300);
    }

    @Test
    void shouldCountASinkThatThrowsAndGoOn() throws Exception {
        final StandingQuery faulty = driver.start("proc match 1|. id;", new FaultySink());
        driver.start("proc match 1|. id;", results);

        driver.event("a", 1, 1);
        driver.event("a", 2, 2);
        driver.queries.onBatchEnd();
        faulty.close();

        assertThat(results.values()).containsExactly(1.0, 2.0);
        assertThat(faulty.progress().faults()).isEqualTo(4);
        assertThat(driver.count(EngineCounter.QUERY_ERRORS)).isEqualTo(4);
        assertThat(driver.faults)
                .hasSize(4)
                .allMatch(fault -> fault.getMessage().equals("sink"));
    }

    @Test
    void shouldCountARegexThatThrowsAndGoOn() throws Exception {
        final QueryRegistry faulty = new QueryRegistry(
                driver.queries,
                body -> {
                    body.run();
                    return true;
                },
                regex -> key -> {
                    throw new IllegalStateException("regex");
                },
                QueryLimits.DEFAULT,
                driver.counters);
        final StandingQuery query = faulty.start(Program.parse("id", "."), "me", new Results());
        driver.start("proc match 1|. id;", results);

        driver.event("a", 1, 1);
        driver.event("a", 2, 2);

        assertThat(results.values()).containsExactly(1.0, 2.0);
        assertThat(query.progress().eventsIn()).isZero();
        assertThat(driver.faults)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("regex");
        assertThat(driver.count(EngineCounter.QUERY_ERRORS)).isEqualTo(1);
    }

    @Test
    void shouldFollowNoFurtherSeriesBeyondTheLimitOfState() throws Exception {
        final int two = 2 * (Subscription.BYTES + 24 + 24);
        final QueryDriver small = new QueryDriver(new QueryLimits(10, 10, 2 * two));
        final StandingQuery stateful = small.start("proc match 1|. sum;", results);
        for (int i = 0; i < 5; i++) {
            small.event("key" + i, 1, i);
        }
        small.queries.onBatchEnd();

        assertThat(stateful.progress().seriesMatched()).isEqualTo(2);
        assertThat(results.events).hasSize(2);
        assertThat(small.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(3);
        assertThat(results.refused).containsExactly("key2");
        assertThat(small.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isEqualTo(2);
        assertThat(small.count(EngineCounter.QUERY_STATE_BYTES)).isEqualTo(two);
    }

    @Test
    void shouldBoundTheMemoryOfQueriesThatKeepNoStateToo() throws Exception {
        final QueryDriver small = new QueryDriver(new QueryLimits(10, 10, 6 * Subscription.BYTES));
        small.start("proc match 1|. id;", results);
        small.start("proc match 1|. id;", new Results());
        small.event("a", 1, 1);
        small.event("b", 2, 2);
        small.queries.onBatchEnd();

        assertThat(results.events).hasSize(2);
        assertThat(small.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isEqualTo(3);
        assertThat(small.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldBoundWhatAnEventCostsHoweverManyConnectionsOneUserHas() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            driver.start(COSTLY, "proc-" + i, "user mallory", new Results());
        }
        driver.event("a", 1, 1);
        driver.start("proc match 1|. id;", "proc-1000", "user alice", results);
        driver.event("a", 1, 2);
        driver.queries.onBatchEnd();

        assertThat(driver.series("a").subscribers().length * 250).isBetween(5_000, EventSteps.MOST / 2);
        assertThat(results.events).hasSize(1);
        assertThat(driver.count(EngineCounter.QUERY_SERIES_REFUSED)).isGreaterThan(800);
    }

    @Test
    void shouldTellWhoseQueriesCostTooMuch() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            driver.start(COSTLY, "proc-" + i, "user mallory", results);
        }
        driver.event("a", 1, 1);
        driver.queries.onBatchEnd();

        assertThat(results.refused).contains("a");
        assertThat(results.shortages).containsOnly(QuerySink.Shortage.TIME);
    }

    @Test
    void shouldLetOneUserFollowASeriesWithAsManySmallQueriesAsThereMayBe() throws Exception {
        final int most = QueryLimits.DEFAULT.maxQueries();
        for (int i = 0; i < most; i++) {
            driver.start("proc match 1|. [> 0];", "proc-" + i, "user alice", results);
        }
        driver.event("a", 1, 1);

        assertThat(results.events).hasSize(most);
    }

    @Test
    void shouldFollowASeriesOnceAnEndedQueryLeavesTimeForIt() throws Exception {
        final ManualClock clock = new ManualClock(0);
        final QueryDriver timed = new QueryDriver(QueryLimits.DEFAULT, clock);
        final List<StandingQuery> first = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            first.add(timed.start(COSTLY, "proc-" + i, "user mallory", new Results()));
        }
        timed.event("a", 1, 1);
        timed.start(COSTLY, "late", "user mallory", results);
        timed.event("a", 1, 2);
        timed.tick(StandingQueries.RETRY_NS);
        timed.event("a", 1, 3);
        assertThat(results.events).isEmpty();

        first.forEach(StandingQuery::close);
        timed.tick(2 * StandingQueries.RETRY_NS);
        timed.event("a", 1, 4);

        assertThat(results.events).hasSize(1);
    }

    @Test
    void shouldLeaveRoomForOwnersThatComeLater() throws Exception {
        final QueryDriver small = new QueryDriver(new QueryLimits(100, 10, 1 << 20));
        final List<StandingQuery> greedy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            greedy.add(small.start("proc match 5|^many median;", "owner " + i, new Results()));
        }
        for (int i = 0; i < 1_000; i++) {
            small.event("many" + i, 1, 1);
        }
        small.start("proc match 6|^alert [> 1];", "watch", results);
        for (int i = 0; i < 100; i++) {
            small.event("alert" + i, 2, 2);
        }
        small.queries.onBatchEnd();

        assertThat(greedy)
                .allSatisfy(
                        query -> assertThat(query.progress().seriesMatched()).isPositive());
        assertThat(results.events).hasSize(100);
        assertThat(results.refused).isEmpty();
    }

    @Test
    void shouldFollowARefusedSeriesOnceThereIsRoom() throws Exception {
        final QueryDriver small = new QueryDriver(new QueryLimits(10, 10, 6 * Subscription.BYTES));
        final StandingQuery first = small.start("proc match 1|. id;", new Results());
        final StandingQuery second = small.start("proc match 1|. id;", results);
        small.event("a", 1, 1);
        small.event("b", 1, 1);
        small.queries.onBatchEnd();
        assertThat(results.refused).containsExactly("b");

        small.tick(StandingQueries.RETRY_NS);
        small.event("b", 2, 2);
        assertThat(second.progress().seriesMatched()).isEqualTo(1);
        first.close();
        small.tick(2 * StandingQueries.RETRY_NS - 1);
        small.event("b", 2, 2);
        assertThat(second.progress().seriesMatched()).as("not yet").isEqualTo(1);
        small.tick(2 * StandingQueries.RETRY_NS);
        small.event("a", 3, 3);
        small.event("b", 3, 3);
        small.queries.onBatchEnd();

        assertThat(results.events).containsExactly(new Event("a", 1, 1), new Event("a", 3, 3), new Event("b", 3, 3));
        assertThat(second.progress().seriesMatched()).isEqualTo(2);
        assertThat(results.refused).containsExactly("b");
    }

    @Test
    void shouldEndAllQueriesAtTheShutdown() throws Exception {
        driver.start("proc match 1|. id;", results);
        driver.event("a", 1, 1);

        driver.queries.onShutdown();

        assertThat(results.batches).isEqualTo(1);
        assertThat(results.ends).isEqualTo(1);
    }

    @Test
    void shouldLetASinkEndItsQueryInTheMiddleOfABatch() throws Exception {
        final List<StandingQuery> own = new ArrayList<>();
        final List<Double> seen = new ArrayList<>();
        own.add(driver.start("proc match 1|. id;", (series, value, timeNs) -> {
            seen.add(value);
            own.get(0).close();
        }));
        driver.start("proc match 1|. id;", results);

        driver.event("a", 1, 1);
        driver.event("a", 2, 2);
        driver.queries.onBatchEnd();

        assertThat(seen).containsExactly(1.0);
        assertThat(results.values()).containsExactly(1.0, 2.0);
    }

    /** Through the real ring: queries come and go in order with the events; documents are none of theirs. */
    @Test
    void shouldStartAndEndInOrderWithTheEvents() throws Exception {
        final SeriesTable table = new SeriesTable(100, driver.counters);
        final RecordingPipeline pipeline =
                RecordingPipeline.of(driver.counters, table, new RecordingHandler("first"), driver.queries);
        final QueryRegistry registry = new QueryRegistry(
                driver.queries, pipeline.ring(), pattern -> key -> true, QueryLimits.DEFAULT, driver.counters);
        final Producer bus = pipeline.producer(Source.QUERIES);
        final Producer databus = pipeline.producer(TestSource.WAITING);

        publish(bus, 1);
        final StandingQuery query = registry.start(Program.parse("sum", "."), "me", results);
        publish(bus, 2);
        publish(databus, 3);
        databus.begin(4);
        databus.data(new UnsafeBuffer(new byte[] {'a'}), 0, 1, "{}".getBytes(StandardCharsets.UTF_8), 4);
        databus.metric(MetricType.GAUGE, new UnsafeBuffer(new byte[] {'a'}), 0, 1, 100, 4);
        databus.end();
        query.close();
        publish(bus, 5);
        assertThat(results.events).isEmpty();
        pipeline.run();

        assertThat(results.events).containsExactly(new Event("a", 2, 2), new Event("a", 5, 3));
        assertThat(results.batches).isEqualTo(1);
        assertThat(results.ends).isEqualTo(1);
    }

    private static void publish(final Producer producer, final long number) {
        producer.begin(number);
        producer.event(new UnsafeBuffer(new byte[] {'a'}), 0, 1, number, number);
        producer.end();
    }

    private static final class FaultySink implements QuerySink {

        @Override
        public void onResult(final Series series, final double value, final long timeNs) {
            throw new IllegalStateException("sink");
        }

        @Override
        public void onBatchEnd() {
            throw new IllegalStateException("sink");
        }

        @Override
        public void onEnded() {
            throw new IllegalStateException("sink");
        }
    }
}
