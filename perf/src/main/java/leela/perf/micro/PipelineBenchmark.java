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
 * What does an event cost in a standing query that matches it, for each kind of function? {@code id} is the baseline:
 * to find the subscriber and to give the result. A function that costs many times what the others do would be compiled
 * in another way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipelineBenchmark {

    private static final int SERIES = 1_000;
    private static final long INTERVAL_NS = 10_000_000_000L;

    @Param({
        "id",
        "abs",
        "round",
        "(* 8)",
        "[> 500]",
        "sum",
        "mean",
        "minimum",
        "median",
        "ewma 0.9",
        "sma 10",
        "sample 1/2",
        "window 60 (mean)",
        "window 60 (median)",
        "window 60 (mean) | [> 90]",
        "window 60s (mean)",
        "window 60s (p99)",
        "window 60s (ahead 4h)",
        "window 10s (mean) | window 60s (maximum)",
        "every 10s",
        "over 5m (mean)",
        "over 5m (p99)",
        "(* 8) | abs | floor | ewma 0.5 | [> 0]"
    })
    private String pipeline;

    private final Series[] series = new Series[SERIES];
    private StandingQueries queries;
    private double seen;
    private long timeNs;

    @Setup(Level.Trial)
    public void start() throws Exception {
        final Counters counters = Counters.inMemory();
        final QueryLimits limits = new QueryLimits(1, 1, Long.MAX_VALUE);
        queries = new StandingQueries(limits, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        new QueryRegistry(queries, PipelineBenchmark::run, new Re2Patterns(), limits, counters)
                .start(Program.parse(pipeline, "^host"), "benchmark", (one, value, timeNs) -> seen += value);
        for (int i = 0; i < SERIES; i++) {
            series[i] = Series.detached(("host" + i + ".cpu-0.cpu-idle").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Benchmark
    @OperationsPerInvocation(SERIES)
    public double event() {
        timeNs += INTERVAL_NS;
        for (int i = 0; i < SERIES; i++) {
            queries.onEvent(series[i], i, timeNs + i);
        }
        queries.onBatchEnd();
        return seen;
    }

    private static boolean run(final Runnable body) {
        body.run();
        return true;
    }
}
