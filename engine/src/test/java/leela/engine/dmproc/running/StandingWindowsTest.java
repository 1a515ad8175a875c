package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Pipeline;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.RandomPrograms;
import leela.engine.dmproc.running.ReferenceStream.Step;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Windows of time in standing queries: what the clock ends, and when. */
class StandingWindowsTest {

    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 1_795_000_020 * SECOND; // a whole minute

    private final QueryDriver driver = new QueryDriver();
    private final Results results = new Results();

    @Test
    void shouldEndAWindowWithTheNextOnesFirstValue() throws Exception {
        driver.start("proc match 1|. window 60s (mean);", results);
        driver.event("a", 1, BEGIN);
        driver.event("a", 3, BEGIN + 59 * SECOND);
        assertThat(results.events).isEmpty();

        driver.event("a", 9, BEGIN + 60 * SECOND);

        assertThat(results.events).containsExactly(new Event("a", 2, BEGIN + 60 * SECOND));
    }

    @Test
    void shouldEndASilentSeriesWindowByTheClock() throws Exception {
        driver.start("proc match 1|. window 60s (mean);", results);
        driver.tick(BEGIN);
        driver.event("a", 1, BEGIN + 10 * SECOND);
        driver.tick(BEGIN + 65 * SECOND - 1);
        assertThat(results.events).isEmpty();
        assertThat(driver.queries.isTimeAwaited()).isTrue();

        driver.tick(BEGIN + 65 * SECOND);
        driver.queries.onBatchEnd();

        assertThat(results.events).containsExactly(new Event("a", 1, BEGIN + 60 * SECOND));
        assertThat(results.batches).isEqualTo(1);
        assertThat(driver.queries.isTimeAwaited()).isFalse();
    }

    @Test
    void shouldCountWhatComesTooLate() throws Exception {
        final StandingQuery query = driver.start("proc match 1|. window 60s late 10s (count);", results);
        driver.tick(BEGIN + 69 * SECOND);
        driver.event("a", 1, BEGIN + 1 * SECOND);
        driver.tick(BEGIN + 70 * SECOND);
        driver.event("a", 1, BEGIN + 2 * SECOND);
        driver.event("b", 1, BEGIN + 2 * SECOND);
        driver.queries.onBatchEnd();

        assertThat(results.events).containsExactly(new Event("a", 1, BEGIN + 60 * SECOND));
        assertThat(query.progress().late()).isEqualTo(2);
        assertThat(driver.count(EngineCounter.QUERY_VALUES_LATE)).isEqualTo(2);
    }

    @Test
    void shouldEndManyWindowsAFewATickAndNoneTwice() throws Exception {
        driver.start("proc match 1|. window 10s (last);", results);
        driver.tick(BEGIN);
        final int series = StandingQueries.MOST_DUE_A_TICK + 100;
        for (int i = 0; i < series; i++) {
            driver.event("k" + i, i, BEGIN + i);
        }
        driver.tick(BEGIN + 15 * SECOND);
        assertThat(results.events).hasSize(StandingQueries.MOST_DUE_A_TICK);

        // its window is over, though the tick has not come to it
        driver.event("k" + (series - 1), 7, BEGIN + 9 * SECOND);
        assertThat(results.events).hasSize(StandingQueries.MOST_DUE_A_TICK + 1);
        driver.tick(BEGIN + 15 * SECOND + 1);

        assertThat(results.events).hasSize(series);
        assertThat(results.values()).doesNotHaveDuplicates();
        driver.queries.onBatchEnd();
        assertThat(driver.count(EngineCounter.QUERY_VALUES_LATE)).isEqualTo(1);
    }

    @Test
    void shouldForgetTheWindowsOfAPurgedSeriesAndOfAnEndedQuery() throws Exception {
        final StandingQuery query = driver.start("proc match 1|. window 10s (p99);", results);
        driver.event("a", 1, BEGIN);
        driver.event("b", 1, BEGIN);
        driver.queries.onPurged(driver.series("a"));
        driver.tick(BEGIN + 20 * SECOND);
        assertThat(results.events).extracting(Event::key).containsExactly("b");

        driver.event("b", 1, BEGIN + 20 * SECOND);
        query.close();
        driver.tick(BEGIN + 60 * SECOND);
        driver.queries.onBatchEnd();

        assertThat(results.events).hasSize(1);
        assertThat(driver.queries.isTimeAwaited()).isFalse();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
    }

    @Test
    void shouldChargeWhatAStateGrowsBy() throws Exception {
        final StandingQuery query = driver.start("proc match 1|. over 1h (maximum);", results);
        driver.event("a", 1, BEGIN);
        driver.queries.onBatchEnd();
        final long before = driver.count(EngineCounter.QUERY_STATE_BYTES);
        for (int i = 1; i < 200; i++) {
            driver.event("a", i, BEGIN + i * SECOND);
        }
        driver.queries.onBatchEnd();

        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isEqualTo(before + 16 * (256 - 16));
        driver.queries.onPurged(driver.series("a"));
        driver.queries.onBatchEnd();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
        assertThat(query.progress().crowded()).isZero();
    }

    @Test
    void shouldLeaveTheOldestOutWhereAStateMayNotGrow() throws Exception {
        final QueryDriver small = new QueryDriver(new QueryLimits(10, 10, 2_000));
        final StandingQuery query = small.start("proc match 1|. over 1h (count);", results);
        for (int i = 0; i < 100; i++) {
            small.event("a", i, BEGIN + i * SECOND);
        }
        small.queries.onBatchEnd();

        assertThat(results.events).hasSize(100);
        assertThat(results.events.get(99).value()).isEqualTo(32);
        assertThat(query.progress().crowded()).isEqualTo(100 - 32);
        assertThat(small.count(EngineCounter.QUERY_VALUES_CROWDED)).isEqualTo(100 - 32);
    }

    @Test
    void shouldRefuseWhatNoSeriesCouldHold() {
        final QueryDriver small = new QueryDriver(new QueryLimits(10, 10, 20_000));

        assertThat(catchThrowableOfType(
                        QueryRefusedException.class,
                        () -> small.start("proc match 1|. window 10000 (median);", results)))
                .hasMessageStartingWith("One series would hold 160");
    }

    @Test
    void shouldGiveEachSeriesWhatTheReferenceGives() throws Exception {
        compareWithTheReference(new SplittableRandom().nextLong());
    }

    @Test
    @Tag("slow")
    void shouldGiveEachSeriesWhatTheReferenceGivesOfManyPrograms() throws Exception {
        for (long seed = 1; seed <= 400; seed++) {
            compareWithTheReference(seed);
        }
    }

    private static void compareWithTheReference(final long seed) throws Exception {
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPrograms programs = new RandomPrograms(seed);
        for (int i = 0; i < 60; i++) {
            final Pipeline pipeline = TimePropertyTest.exact(programs);
            final QueryDriver one = new QueryDriver();
            final Results given = new Results();
            one.registry.start(new Program(new byte[] {'.'}, pipeline), "somebody", given);
            final Map<String, List<Step>> streams = new HashMap<>();
            final List<Event> expected = new ArrayList<>();
            for (final String key : List.of("a", "b", "c")) {
                streams.put(key, new ArrayList<>());
            }
            for (final Step step : RandomStream.of(random.nextLong(), 300)) {
                final String key = List.of("a", "b", "c").get(random.nextInt(3));
                if (step.isTick()) {
                    one.tick(step.timeNs());
                    streams.values().forEach(stream -> stream.add(step));
                } else {
                    one.event(key, step.value(), step.timeNs());
                    // the clock is looked at before each event, too: what one stage has given another may be due
                    streams.get(key).addAll(lastTick(streams.get(key)));
                    streams.get(key).add(step);
                }
                if (random.nextInt(100) == 0) {
                    expected.addAll(reference(pipeline, key, streams.get(key)));
                    streams.put(key, lastTick(streams.get(key)));
                    one.queries.onPurged(one.series(key));
                }
            }
            streams.forEach((key, stream) -> expected.addAll(reference(pipeline, key, stream)));
            assertThat(one.faults).isEmpty();
            if (one.count(EngineCounter.QUERY_SERIES_REFUSED) > 0) {
                // medians in a window in a window may take more steps than a series has for all its queries
                continue;
            }
            assertThat(given.events).as("%s, seed %d", pipeline, seed).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<Step> lastTick(final List<Step> stream) {
        final List<Step> ticks = stream.stream().filter(Step::isTick).toList();
        return new ArrayList<>(ticks.subList(Math.max(0, ticks.size() - 1), ticks.size()));
    }

    private static List<Event> reference(final Pipeline pipeline, final String key, final List<Step> stream) {
        return new ReferenceStream(false)
                .apply(pipeline, stream).stream()
                        .map(step -> new Event(key, step.value(), step.timeNs()))
                        .toList();
    }
}
