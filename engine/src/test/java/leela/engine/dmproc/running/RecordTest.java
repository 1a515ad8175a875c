package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import leela.engine.counters.EngineCounter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordTest {

    private final QueryDriver driver = new QueryDriver();
    private final Results results = new Results();
    private final Deque<Event> recorded = new ArrayDeque<>();

    @BeforeEach
    void record() {
        driver.queries.recordTo(
                (name, value, timeNs) -> recorded.add(new Event(QueryDriver.text(name.key()), value, timeNs)));
    }

    @Test
    void shouldRecordResultsUnderTheirName() throws Exception {
        driver.start("RECORD SELECT window 2 (sum) FROM ^(.*)\\.cpu-\\d$ BY $1 AS \"{1}.busy\";", results);
        driver.start("SELECT (* 10) FROM busy$;", results);

        send("web.cpu-0", 1);
        send("web.cpu-1", 2);

        assertThat(results.events).containsExactly(new Event("web.busy", 3, 7), new Event("web.busy", 30, 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RECORD SELECT id FROM ^(.*)\\.load$ BY $1 AS \"{1}.load\"; | x.load",
                "RECORD SELECT id FROM load AS \"all.loads\"; | all.loads",
                "RECORD SELECT id FROM . AS \"{key}.again\"; | x.again",
                "RECORD SELECT a + b FROM a: ^a, b: ^b AS \"both\"; | both"
            })
    void shouldRefuseAProgramThatWouldMatchItsOwnResults(final String program, final String name) {
        assertThatExceptionOfType(QueryRefusedException.class)
                .isThrownBy(() -> driver.start(program, results))
                .withMessage("The program would match its own results, such as " + name
                        + ", and record them again and again.");
    }

    @Test
    void shouldRefuseAGroupWhoseResultsOnlyItsOwnKeyLetsTheProgramMatch() throws Exception {
        driver.start("RECORD SELECT id FROM ^(web|db) BY $1 AS \"{1}.all\";", results);

        send("web1", 1);
        send("web.all", 1);
        driver.queries.onBatchEnd();

        assertThat(results.events).isEmpty();
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.LOOP);
        assertThat(driver.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(2);
    }

    @Test
    void shouldRefuseTheProgramThatClosesACircle() throws Exception {
        driver.start("RECORD SELECT (+ 1) FROM ^a$ AS \"b\";", results);
        driver.start("RECORD SELECT (+ 1) FROM ^b$ AS \"c\";", results);
        driver.start("RECORD SELECT (+ 1) FROM ^c$ AS \"a\";", results);

        send("a", 1);
        driver.queries.onBatchEnd();

        assertThat(results.events).containsExactly(new Event("b", 2, 7), new Event("c", 3, 7));
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.LOOP);
    }

    @Test
    void shouldRefuseACircleWhoseSeriesWereThereBefore() throws Exception {
        driver.start("RECORD SELECT (+ 1) FROM ^b$ AS \"a\";", results);
        send("b", 1);
        driver.start("RECORD SELECT (+ 1) FROM ^a$ AS \"b\";", results);
        send("a", 1);
        send("a", 1);
        driver.queries.onBatchEnd();

        assertThat(results.events).containsExactly(new Event("a", 2, 7));
        assertThat(results.shortages).containsExactly(QuerySink.Shortage.LOOP);
    }

    @Test
    void shouldForgetWhatAnEndedProgramRecorded() throws Exception {
        final StandingQuery first = driver.start("RECORD SELECT (+ 1) FROM ^b$ AS \"a\";", results);
        send("b", 1);
        first.close();
        driver.tick(1_000_000_000);
        driver.start("RECORD SELECT (+ 1) FROM ^a$ AS \"b\";", results);
        send("a", 5);

        assertThat(results.values()).isEqualTo(List.of(2.0, 6.0));
        assertThat(results.shortages).isEmpty();
    }

    @Test
    void shouldForgetItBeforeThereIsTimeToTakeItsSeriesApart() throws Exception {
        final StandingQuery first = driver.start("RECORD SELECT (+ 1) FROM ^b$ AS \"a\";", results);
        send("b", 1);
        first.close();
        driver.start("RECORD SELECT (+ 1) FROM ^a$ AS \"b\";", results);
        send("a", 5);
        driver.queries.onBatchEnd();

        assertThat(results.values()).isEqualTo(List.of(2.0, 6.0));
        assertThat(results.shortages).isEmpty();
    }

    /** Shows an event and what is recorded of it, and so on. */
    private void send(final String key, final double value) {
        recorded.add(new Event(key, value, 7));
        for (int i = 0; i < 100 && !recorded.isEmpty(); i++) {
            driver.event(recorded.remove());
        }
        assertThat(recorded).as("a circle").isEmpty();
    }
}
