package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.counters.EngineCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinsTest {

    private static final long SECOND = 1_000_000_000;
    private static final String PERCENT =
            "SELECT used / (used + free) * 100 FROM used: ^(.*)\\.used$, free: ^(.*)\\.free$ BY $1 AS \"{1}.percent\";";

    private final QueryDriver driver = new QueryDriver();
    private final Results results = new Results();

    @Test
    void shouldJoinValuesOfTheSameTime() throws Exception {
        driver.start(PERCENT, results);

        send(10_000, "a.used 10.1 25", "b.used 10.2 1", "a.free 10.4 75", "b.free 10.2 3", "a.used 20.1 50");
        send(10_000, "a.free 20.1 50");

        assertThat(results.events)
                .containsExactly(
                        new Event("a.percent", 25, 10_400_000_000L),
                        new Event("b.percent", 25, 10_200_000_000L),
                        new Event("a.percent", 50, 20_100_000_000L));
        assertThat(driver.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // comment | events | values | missed
                "each waits for the other | a.used 10 1, a.free 10 1, a.free 20 3, a.used 20 1 | 50 25 | 0",
                "a late one still comes | a.used 10 1, a.used 20 1, a.free 10 3, a.free 20 1 | 25 50 | 0",
                "one that stays away | a.used 10 1, a.used 20 1, a.used 30 1, a.free 30 1 | 50 | 1",
                "too late | a.used 10 1, a.used 20 1, a.used 30 1, a.free 10 1 | | 2",
                "a gap | a.used 10 1, a.used 500 1, a.free 500 1 | 50 | 1",
                "the last of two | a.used 10 1, a.used 10 3, a.free 10 1 | 75 | 0",
                "nothing behind the result | a.used 10 1, a.free 10 1, a.free 10 3 | 50 | 0",
                "no number | a.used 10 NaN, a.free 10 1 | NaN | 0",
                "a clock set back | a.used 900 1, a.used 10 1, a.used 20 1, a.used 30 1, a.used 40 1, a.used 50 1, "
                        + "a.free 50 1 | 50 | 5",
            })
    void shouldEvaluateOnceAllHaveCome(
            final String comment, final String events, final String values, final long missed) throws Exception {
        driver.start(PERCENT, results);

        send(10_000, events.split(", "));
        driver.queries.onBatchEnd();

        assertThat(results.values())
                .isEqualTo(
                        values == null
                                ? List.of()
                                : List.of(values.split(" ")).stream()
                                        .map(Double::valueOf)
                                        .toList());
        assertThat(driver.count(EngineCounter.QUERY_JOINS_MISSED)).isEqualTo(missed);
    }

    @Test
    void shouldGoByTheShortestIntervalAndElseByTheSecond() throws Exception {
        driver.start(PERCENT, results);

        send(0, "a.used 10.1 1", "a.free 10.9 1", "a.used 11.9 1", "a.free 12.0 1");
        send(60_000, "b.used 60 1");
        send(10_000, "b.free 60 1", "b.free 70 1", "b.free 80 1", "b.free 110 1");
        send(60_000, "b.used 119 3");

        assertThat(results.events)
                .containsExactly(
                        new Event("a.percent", 50, 10_900_000_000L),
                        new Event("b.percent", 50, 60 * SECOND),
                        new Event("b.percent", 75, 119 * SECOND));
    }

    @Test
    void shouldRunThePipelineBehindTheExpression() throws Exception {
        driver.start("SELECT a - b | [> 0] | sum FROM a: ^a, b: ^b AS \"gained\";", results);

        send(10_000, "a 10 5", "b 10 3", "a 20 1", "b 20 9", "b 30 1", "a 30 2");

        assertThat(results.events)
                .containsExactly(new Event("gained", 2, 10 * SECOND), new Event("gained", 3, 30 * SECOND));
    }

    @Test
    void shouldLetOneSeriesBeSeveralInputs() throws Exception {
        driver.start("SELECT a * b FROM a: ^x, b: ^x AS \"square\";", results);

        send(10_000, "x 10 5", "x 20 6");

        assertThat(results.values()).containsExactly(25.0, 36.0);
    }

    @Test
    void shouldTakeTheFirstSeriesOfAnInputUntilItIsPurged() throws Exception {
        driver.start("SELECT a + b FROM a: ^a, b: ^b AS \"sum\";", results);

        send(10_000, "a1 10 1", "a2 10 100", "b1 10 1", "a2 20 100", "b1 20 1", "a1 20 2");
        driver.queries.onBatchEnd();
        driver.purge("a1");
        send(10_000, "a2 30 100", "b1 30 1");

        assertThat(results.values()).containsExactly(2.0, 3.0, 101.0);
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.INPUT);
        assertThat(driver.count(EngineCounter.QUERY_SERIES_REFUSED)).isOne();
    }

    private void send(final int intervalMs, final String... events) {
        for (final String event : events) {
            final String[] parts = event.split(" ");
            final long timeNs = Math.round(Double.parseDouble(parts[1]) * SECOND);
            driver.event(parts[0], Double.parseDouble(parts[2]), timeNs, intervalMs);
        }
    }
}
