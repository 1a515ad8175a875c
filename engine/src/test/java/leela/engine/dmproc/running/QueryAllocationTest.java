package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import leela.engine.series.Series;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event of a series that has met its queries allocates nothing, whatever they do. */
class QueryAllocationTest {

    private static final int PASSES = 5;
    private static final int EVENTS = 300_000;
    private static final int EVENTS_PER_BATCH = 512;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private double seen;

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

        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < EVENTS; i++) {
                driver.queries.onEvent(series, i & 127, (pass * (long) EVENTS + i) * 10_000_000);
                if (i % EVENTS_PER_BATCH == 0) {
                    driver.queries.onTick((pass * (long) EVENTS + i) * 10_000_000);
                    driver.queries.onBatchEnd();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
        assertThat(seen).isNotZero();
    }
}
