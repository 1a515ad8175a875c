package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.engine.spi.KeyPattern;
import org.junit.jupiter.api.Test;

/** What regexes may take of the time: here each look takes exactly what it says it costs. */
class MatchingTest {

    private static final long SLOW_NS = 850_000;
    private static final long QUICK_NS = 50;
    private static final long EVENT_GAP_NS = 10_000;
    private static final int SERIES = 20_000;

    private final ManualClock clock = new ManualClock(0);
    private final Counters counters = Counters.inMemory();
    private final StandingQueries queries =
            new StandingQueries(QueryLimits.DEFAULT, clock, counters, MatchingTest::fail);
    private final QueryRegistry registry =
            new QueryRegistry(queries, MatchingTest::now, this::compile, QueryLimits.DEFAULT, counters);
    private final List<Series> series = new ArrayList<>();
    private final Results results = new Results();
    private long longestNs;

    MatchingTest() {
        for (int i = 0; i < SERIES; i++) {
            series.add(Series.detached(QueryDriver.bytes("key" + i)));
        }
    }

    @Test
    void shouldLetASlowRegexCostOnlyItsOwnQuery() throws Exception {
        final StandingQuery slow = start("slow", new Results());
        start("quick", results);

        final long tookNs = round();

        assertThat(results.events).hasSize(SERIES);
        assertThat(tookNs).isLessThan(2 * SERIES * EVENT_GAP_NS);
        assertThat(longestNs).isLessThan(5_000_000);
        assertThat(slow.seriesMatched()).isBetween(1L, (long) SERIES / 2);
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isGreaterThan(SERIES / 2);
    }

    @Test
    void shouldDecideASlowRegexAtLaterEvents() throws Exception {
        final StandingQuery slow = start("slow", new Results());
        int rounds = 0;
        while (slow.seriesMatched() < SERIES && rounds < 10_000) {
            round();
            rounds++;
        }

        assertThat(slow.seriesMatched()).isEqualTo(SERIES);
        assertThat(rounds).isGreaterThan(10);
        final long deferred = counters.read(EngineCounter.QUERY_SERIES_DEFERRED);
        round();
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isEqualTo(deferred);
    }

    /** A hundred new series a millisecond meet ten thousand queries. */
    @Test
    void shouldKeepEventsFlowingWhileNewSeriesMeetManyQueries() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            registry.start(Program.parse("id", "quick"), "owner" + i, (one, value, timeNs) -> {});
        }
        final long tookNs = round();

        assertThat(tookNs).isLessThan(StandingQueries.QUICK_BURST_NS + 3 * SERIES * EVENT_GAP_NS);
        assertThat(longestNs).isLessThan(5_000_000);
    }

    @Test
    void shouldMakeTheLongestLooksRare() throws Exception {
        start("endless", results);

        final long tookNs = round();

        assertThat(results.events.size() * 20_000_000L).isLessThan(tookNs / 20 + 20_000_000);
    }

    private long round() {
        final long beganNs = clock.ticksNs();
        for (final Series one : series) {
            clock.advanceNs(EVENT_GAP_NS);
            final long eventNs = clock.ticksNs();
            queries.onEvent(one, 1, eventNs);
            longestNs = Math.max(longestNs, clock.ticksNs() - eventNs);
        }
        queries.onBatchEnd();
        return clock.ticksNs() - beganNs;
    }

    private StandingQuery start(final String regex, final QuerySink sink) throws Exception {
        return registry.start(Program.parse("id", regex), "somebody", sink);
    }

    private KeyPattern compile(final byte[] regex) {
        final long costNs =
                switch (QueryDriver.text(regex)) {
                    case "slow" -> SLOW_NS;
                    case "endless" -> 20_000_000;
                    default -> QUICK_NS;
                };
        return new KeyPattern() {
            @Override
            public boolean isFoundIn(final byte[] key) {
                clock.advanceNs(costNs);
                return true;
            }

            @Override
            public long worstNs(final int keyLength) {
                return costNs;
            }
        };
    }

    private static boolean now(final Runnable body) {
        body.run();
        return true;
    }

    private static void fail(final Throwable fault) {
        throw new AssertionError(fault);
    }
}
