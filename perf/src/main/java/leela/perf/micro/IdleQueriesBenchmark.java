package leela.perf.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import org.agrona.LangUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an event cost while standing queries that do not match it wait? It must be the same for none and for
 * 10,000: if it is not, the queries are not met once a series.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IdleQueriesBenchmark {

    private static final int SERIES = 1_000;

    @Param({"0", "100", "10000"})
    private int queryCount;

    private final Series[] series = new Series[SERIES];
    private StandingQueries queries;

    @Setup(Level.Trial)
    public void start() throws Exception {
        final Counters counters = Counters.inMemory();
        final QueryLimits limits = new QueryLimits(queryCount, queryCount, Long.MAX_VALUE);
        queries = new StandingQueries(limits, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        final QueryRegistry registry =
                new QueryRegistry(queries, IdleQueriesBenchmark::run, new Re2Patterns(), limits, counters);
        for (int i = 0; i < queryCount; i++) {
            registry.start(
                    Program.parse("window 60 (mean) | [> 90]", "^nobody" + i), "benchmark", (one, value, timeNs) -> {});
        }
        for (int i = 0; i < SERIES; i++) {
            series[i] = Series.detached(("host" + i + ".cpu-0.cpu-idle").getBytes(StandardCharsets.UTF_8));
        }
        event();
    }

    @Benchmark
    @OperationsPerInvocation(SERIES)
    public StandingQueries event() {
        for (int i = 0; i < SERIES; i++) {
            queries.onEvent(series[i], i, i);
        }
        return queries;
    }

    private static boolean run(final Runnable body) {
        body.run();
        return true;
    }
}
