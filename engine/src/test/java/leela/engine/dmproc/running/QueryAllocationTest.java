package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.AllocationWatch;
import leela.engine.series.Series;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event of a series that has met its queries allocates nothing, whatever they do. */
class QueryAllocationTest {

    private static final int EVENTS = 300_000;
    private static final int EVENTS_PER_BATCH = 512;
    private static final long EVENT_NS = 10_000_000;

    private double seen;
    private long shown;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "window 60 (mean) | [> 90]",
                "window 5 (median) | sma 5 | (* 8) | sample 1/3",
                "window 10s (p99) | [>= 0 and < 1000]",
                "over 1s (stddev) | every 10s",
                "window 10s (ahead 1h) | window 60s (maximum | (+ 1)) | changed"
            })
    void shouldAllocateNothingPerEvent(final String pipeline) throws Exception {
        shouldAllocateNothing("proc match 1|. " + pipeline + ";");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT window 10s (sum) FROM ^(.*)\\.key$ BY $1 AS \"{1}.sum\";",
                "SELECT a / (a + b) FROM a: ^(.*)\\.key$, b: ^(.*)\\.key$ BY $1 AS \"{1}.share\";",
                "RECORD SELECT window 2 (sum) FROM ^(.*)\\.key$ BY $1 AS \"{1}.sum\";"
            })
    void shouldAllocateNothingPerEventOfAGroup(final String statement) throws Exception {
        shouldAllocateNothing(statement);
    }

    private void shouldAllocateNothing(final String program) throws Exception {
        final QueryDriver driver = new QueryDriver();
        driver.start(program, (series, value, timeNs) -> seen += value);
        final Series series = driver.series("some.key");

        final long[] least = new AllocationWatch(Thread.currentThread().getId()).leastOf(() -> {
            for (int i = 0; i < EVENTS; i++) {
                driver.queries.onEvent(series, i & 127, shown * EVENT_NS);
                if (i % EVENTS_PER_BATCH == 0) {
                    driver.queries.onTick(shown * EVENT_NS);
                    driver.queries.onBatchEnd();
                }
                shown++;
            }
        });

        assertThat(least).containsOnly(0);
        assertThat(seen).isNotZero();
    }
}
