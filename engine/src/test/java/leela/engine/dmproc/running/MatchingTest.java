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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What regexes may take of the time: here each look takes what it says it costs, as on a machine of that speed. */
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
    private long looks;
    private long slowness = 1;

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
        assertThat(slow.progress().seriesMatched()).isBetween(1L, (long) SERIES / 2);
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isGreaterThan(SERIES / 2);
    }

    @Test
    void shouldDecideASlowRegexAtLaterEvents() throws Exception {
        final StandingQuery slow = start("slow", new Results());
        int rounds = 0;
        while (slow.progress().seriesMatched() < SERIES && rounds < 10_000) {
            round();
            rounds++;
        }

        assertThat(slow.progress().seriesMatched()).isEqualTo(SERIES);
        assertThat(rounds).isGreaterThan(10);
        final long deferred = counters.read(EngineCounter.QUERY_SERIES_DEFERRED);
        round();
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isEqualTo(deferred);
    }

    /** A hundred new series a millisecond meet ten thousand queries. */
    @Test
    void shouldKeepEventsFlowingWhileNewSeriesMeetManyQueries() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            registry.start(Program.parse("id", "absent"), "owner" + i, (one, value, timeNs) -> {});
        }
        final long tookNs = round();

        // what there is at once, and a half of the time
        assertThat(tookNs).isLessThanOrEqualTo(2 * (Meetings.BORN_BURST_NS + SERIES * EVENT_GAP_NS));
        assertThat(longestNs).isLessThan(5_000_000);
    }

    @Test
    void shouldMakeTheLongestLooksRare() throws Exception {
        start("endless", results);

        final long tookNs = round();

        assertThat(results.events.size() * 20_000_000L).isLessThan(tookNs / 20 + 20_000_000);
    }

    /** As at the start of an engine: every series is new, and there is no time between them. */
    @Test
    void shouldMeetManyOrdinarySeriesThatBeginTogetherAtOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            registry.start(Program.parse("id", "ordinary"), "owner", results);
        }
        for (int i = 0; i < 40_000; i++) {
            queries.onEvent(Series.detached(QueryDriver.bytes("new" + i)), 1, 1);
        }
        assertThat(results.events).hasSize(400_000);
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isZero();
    }

    /** However many queries there are, a series meets those of whose text its key speaks. */
    @Test
    void shouldLookOnlyAtQueriesWhoseTextOccursInTheKey() throws Exception {
        for (int i = 0; i < 1000; i++) {
            registry.start(Program.parse("id", "text:key" + i + "7"), "owner" + i, results);
        }
        round();

        // key17, but also key170 to key179 and so on hold "key17"
        assertThat(results.events).hasSizeBetween(SERIES / 10, SERIES);
        assertThat(looks).isEqualTo(results.events.size());
        assertThat(counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isZero();
    }

    @Test
    void shouldMeetQueriesInTheOrderTheyWereStartedWhetherTheyHaveATextOrNot() throws Exception {
        final List<String> order = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            final String name = "q" + i;
            final String regex = i % 3 == 0 ? "quick" : "text:key";
            registry.start(Program.parse("id", regex), "owner" + i, (one, value, timeNs) -> order.add(name));
        }
        queries.onEvent(series.get(5), 1, 1);
        for (int i = 0; i < 400; i++) {
            assertThat(order.get(i)).isEqualTo("q" + i);
        }
        assertThat(order).hasSize(400);
    }

    /** What arrives is behind by no more than is reckoned for at once, though each look takes all that it may. */
    @Test
    void shouldKeepNobodyWaitingWhileManyQueriesMeetSeriesThatAreKnown() throws Exception {
        round();
        for (int i = 0; i < 1000; i++) {
            registry.start(Program.parse("id", "ordinary"), "owner" + i, results);
        }
        long longestBehindNs = 0;
        for (int i = 0; i < 5 * SERIES; i++) {
            final long arrivalNs = (SERIES + i) * EVENT_GAP_NS;
            clock.advanceNs(Math.max(0, arrivalNs - clock.ticksNs()));
            queries.advance(arrivalNs);
            queries.onEvent(series.get(i % SERIES), 1, arrivalNs);
            longestBehindNs = Math.max(longestBehindNs, clock.ticksNs() - arrivalNs);
        }
        assertThat(longestBehindNs).isLessThan(2 * Meetings.KNOWN_BURST_NS);
        assertThat(results.events).hasSizeGreaterThan(SERIES);
    }

    /** The stream's clock alone says how much is done when. */
    @ParameterizedTest
    @ValueSource(longs = {0, 3, 1000})
    void shouldGiveTheSameWhateverTheSpeedOfTheMachine(final long slowness) throws Exception {
        assertThat(resultsOf(slowness)).isEqualTo(resultsOf(1));
    }

    /** What the same entries and ticks give where a look takes so many times what it costs at worst. */
    private static List<String> resultsOf(final long slowness) throws Exception {
        final MatchingTest machine = new MatchingTest();
        machine.slowness = slowness;
        final List<String> all = new ArrayList<>();
        final QuerySink sink = (one, value, timeNs) -> all.add(one + " " + timeNs);
        machine.start("slow", sink);
        machine.start("quick", sink);
        machine.start("endless", sink);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < SERIES; i++) {
                final long timeNs = ((long) round * SERIES + i) * EVENT_GAP_NS;
                machine.queries.advance(timeNs);
                machine.queries.onEvent(machine.series.get(i), 1, timeNs);
                if (i % 1000 == 0) {
                    machine.queries.onTick(timeNs);
                }
            }
            machine.queries.onBatchEnd();
        }
        assertThat(machine.counters.read(EngineCounter.QUERY_SERIES_DEFERRED)).isPositive();
        return all;
    }

    private long round() {
        final long beganNs = clock.ticksNs();
        for (final Series one : series) {
            clock.advanceNs(EVENT_GAP_NS);
            final long eventNs = clock.ticksNs();
            queries.advance(eventNs);
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
                    case "ordinary" -> 4_000;
                    default -> QUICK_NS;
                };
        final String text = QueryDriver.text(regex).startsWith("text:")
                ? QueryDriver.text(regex).substring("text:".length())
                : "";
        final boolean isFound = !QueryDriver.text(regex).equals("absent");
        return new KeyPattern() {
            @Override
            public boolean isFoundIn(final byte[] key) {
                looks++;
                clock.advanceNs(slowness * costNs);
                return isFound && QueryDriver.text(key).contains(text);
            }

            @Override
            public List<byte[]> required() {
                return text.isEmpty() ? List.of() : List.of(QueryDriver.bytes("key"), QueryDriver.bytes(text));
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
