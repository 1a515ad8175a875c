package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {

    private static final String CPUS = "SELECT window 2 (sum) FROM ^([^.]+)\\.cpu-\\d+$ BY $1 AS \"{1}.cpu\";";
    private static final long SECOND = 1_000_000_000;
    private static final QueryLimits LITTLE = new QueryLimits(10, 10, 20_000);

    private final QueryDriver driver = new QueryDriver();
    private final Results results = new Results();

    @Test
    void shouldKeepOneStateForAllSeriesOfAGroup() throws Exception {
        driver.start(CPUS, results);

        driver.event("web.cpu-0", 1, 10);
        driver.event("db.cpu-0", 100, 11);
        driver.event("web.cpu-1", 2, 12);
        driver.event("web.load", 50, 12);
        driver.event("db.cpu-7", 200, 13);

        assertThat(results.events).containsExactly(new Event("web.cpu", 3, 12), new Event("db.cpu", 300, 13));
        assertThat(driver.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT id FROM ^(.)(.) BY $2, $1 AS \"{1}-{2}\"; | ab | b-a",
                "SELECT id FROM ^(.)(.) BY $2, $1 AS \"{2}\"; | ab | a",
                "SELECT id FROM ^(.)(.) AS \"{2}{1} of {key}\"; | ab | ba of ab",
                "SELECT id FROM ^a AS \"all\"; | ab | all",
                "SELECT id FROM ^(a)?b BY $1 AS \"got {1}.\"; | b | got .",
                "SELECT id FROM ^load BY tag:host AS \"{1}.load\"; | load;dc=x;host=web | web.load",
                "SELECT id FROM ^(.*?); BY $1, tag:dc AS \"{1} {2}\"; | load;dc=x;host=web | load x",
                "SELECT id FROM ^load BY tag:host AS \"{1}.load\"; | load;dc=x | ",
                "SELECT id FROM ^load BY tag:host AS \"{1}.load\"; | load;ghost=x | "
            })
    void shouldNameResults(final String program, final String key, final String name) throws Exception {
        driver.start(program.replace("?);", "?)\\;"), results);

        driver.event(key, 1, 1);

        assertThat(results.events.stream().map(Event::key)).isEqualTo(name == null ? List.of() : List.of(name));
    }

    @Test
    void shouldKeepAStateForEachSeriesWhereThereIsNoBy() throws Exception {
        driver.start("SELECT sum FROM ^(.) AS \"all\";", results);

        driver.event("a", 1, 1);
        driver.event("b", 10, 2);
        driver.event("a", 2, 3);

        assertThat(results.events)
                .containsExactly(new Event("all", 1, 1), new Event("all", 10, 2), new Event("all", 3, 3));
    }

    @Test
    void shouldTellHowManySeriesAResultIsOf() throws Exception {
        final List<String> seen = new ArrayList<>();
        driver.start(
                "SELECT window 3 (sum) FROM ^(.) BY $1 AS \"{1}\";",
                new QuerySink() {
                    @Override
                    public void onResult(final Series series, final double value, final long timeNs) {
                        throw new AssertionError("a group's result");
                    }

                    @Override
                    public void onGroupResult(
                            final Series name, final double value, final long timeNs, final int some, final int all) {
                        seen.add(some + " of " + all);
                    }
                });

        "a1 a2 a3 a1 a1 a2 a1 a1 a1"
                .lines()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .forEach(key -> driver.event(key, 1, 1));

        assertThat(seen).containsExactly("3 of 3", "2 of 3", "1 of 3");
        assertThat(driver.faults).isEmpty();
    }

    @Test
    void shouldEndWindowsOfAGroupByTheClock() throws Exception {
        driver.start("SELECT window 10s late 2s (sum) FROM ^(.) BY $1 AS \"{1}\";", results);
        driver.tick(100 * SECOND);
        driver.event("a1", 1, 101 * SECOND);
        driver.tick(109 * SECOND);
        driver.event("a2", 2, 109 * SECOND);
        driver.event("a1", 100, 110 * SECOND);
        driver.event("a2", 4, 108 * SECOND);
        driver.tick(111 * SECOND);
        final List<Event> early = List.copyOf(results.events);
        driver.tick(112 * SECOND);
        driver.event("a2", 8, 109 * SECOND);
        driver.tick(122 * SECOND);

        assertThat(early).isEmpty();
        assertThat(results.events).containsExactly(new Event("a", 7, 110 * SECOND), new Event("a", 100, 120 * SECOND));
        driver.queries.onBatchEnd();
        assertThat(driver.count(EngineCounter.QUERY_VALUES_LATE)).isOne();
    }

    @Test
    void shouldHoldBackAWindowThatIsShortOfWhatIntervalsPromise() throws Exception {
        driver.start("SELECT window 10s late 0s require 90% (count) FROM ^(.) BY $1 AS \"{1}\";", results);
        final int[] samples = {20, 18, 17, 20};
        for (int window = 0; window < samples.length; window++) {
            for (int i = 0; i < samples[window]; i++) {
                driver.tick((100 + 10 * window + i / 4) * SECOND);
                driver.event("a" + i % 4, 1, (100 + 10 * window + i / 4) * SECOND, 2_000);
            }
        }
        driver.tick(200 * SECOND);

        assertThat(results.values()).containsExactly(20.0, 18.0, 20.0);
    }

    @Test
    void shouldForgetTheWindowOfAGroupThatIsGone() throws Exception {
        driver.start("SELECT window 10s (sum) FROM ^(.) BY $1 AS \"{1}\";", results);
        driver.tick(100 * SECOND);
        driver.event("a1", 1, 101 * SECOND);
        driver.purge("a1");
        driver.tick(200 * SECOND);
        driver.queries.onBatchEnd();

        assertThat(results.events).isEmpty();
        assertThat(driver.faults).isEmpty();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
    }

    @Test
    void shouldEndAGroupWithItsLastSeries() throws Exception {
        driver.start(CPUS, results);
        driver.event("web.cpu-0", 1, 1);
        driver.event("web.cpu-1", 1, 1);
        driver.event("web.cpu-1", 5, 1);
        driver.purge("web.cpu-0");
        driver.event("web.cpu-1", 5, 1);
        driver.purge("web.cpu-1");
        driver.queries.onBatchEnd();
        final long groups = driver.count(EngineCounter.QUERY_GROUPS);
        final long bytes = driver.count(EngineCounter.QUERY_STATE_BYTES);
        driver.event("web.cpu-1", 7, 1);

        assertThat(results.values()).containsExactly(2.0, 10.0);
        assertThat(groups).isZero();
        assertThat(bytes).isZero();
    }

    @Test
    void shouldFreeAllThatAnEndedQueryHeld() throws Exception {
        final StandingQuery query = driver.start(CPUS, results);
        driver.event("web.cpu-0", 1, 1);
        driver.event("db.cpu-1", 1, 1);
        driver.queries.onBatchEnd();
        assertThat(driver.count(EngineCounter.QUERY_GROUPS)).isEqualTo(2);

        query.close();
        driver.tick(1_000_000_000);
        driver.queries.onBatchEnd();

        assertThat(driver.count(EngineCounter.QUERY_GROUPS)).isZero();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
    }

    @Test
    void shouldRefuseGroupsBeyondTheMemoryAndTakeThemOnceThereIsRoom() throws Exception {
        final QueryDriver little = new QueryDriver(LITTLE);
        little.start("SELECT window 100 (median) FROM ^(.)(.) BY $1 AS \"{1}\";", results);
        for (int i = 0; i < 26; i++) {
            little.event((char) ('a' + i) + "1", 1, 1);
        }
        little.queries.onBatchEnd();
        final long groups = little.count(EngineCounter.QUERY_GROUPS);
        final long bytes = little.count(EngineCounter.QUERY_STATE_BYTES);
        little.purge("a1");
        little.tick(StandingQueries.RETRY_NS);
        little.event("z1", 1, 1);
        little.queries.onBatchEnd();

        assertThat(groups).isBetween(2L, 20L);
        assertThat(bytes).isBetween(LITTLE.maxStateBytes() / 4, LITTLE.maxStateBytes());
        assertThat(little.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(26 - groups);
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.MEMORY);
        assertThat(little.count(EngineCounter.QUERY_GROUPS)).isEqualTo(groups);
    }

    @Test
    void shouldRefuseAGroupWhoseNameIsNoKey() throws Exception {
        driver.start("SELECT id FROM ^(.*)$ BY $1 AS \"{1}{1}\";", results);

        driver.event("a".repeat(600), 1, 1);
        driver.queries.onBatchEnd();

        assertThat(results.events).isEmpty();
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.NAME);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT id FROM ^(.) BY $2 AS \"{1}\"; | The program asks for $2, but the regex ^(.) captures 1 texts.",
                "SELECT id FROM ^. AS \"{1}\"; | The program asks for {1}, but the regex ^. captures 0 texts.",
                "SELECT a + b FROM a: ^(a), b: ^(b) AS \"{1}\"; | The name has {1}, but without BY a join has no keys."
            })
    void shouldRefuseWhatTheRegexDoesNotCapture(final String program, final String message) {
        assertThatExceptionOfType(QueryRefusedException.class)
                .isThrownBy(() -> driver.start(program, results))
                .withMessage(message);
    }
}
