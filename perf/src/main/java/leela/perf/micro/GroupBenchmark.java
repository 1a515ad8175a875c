package leela.perf.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an event cost in a standing query of series alone, of groups of 200 series, and of joins of two, and how
 * much state does the query hold? The series send once in ten seconds, and a tick comes with each round.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupBenchmark {

    private static final int SERIES = 1_000;
    private static final int OF_GROUP = 200;
    private static final long INTERVAL_NS = 10_000_000_000L;

    @Param({
        "SELECT window 60s (mean) FROM ^g;",
        "SELECT window 60s (p99) FROM ^g;",
        "SELECT window 60s (mean) FROM ^(g\\d+) BY $1 AS \"{1}.mean\";",
        "SELECT window 60s (p99) FROM ^(g\\d+) BY $1 AS \"{1}.p99\";",
        "SELECT a / (a + b) * 100 FROM a: ^(.*)\\.a$, b: ^(.*)\\.b$ BY $1 AS \"{1}.percent\";",
    })
    private String statement;

    private final Counters counters = Counters.inMemory();
    private final Series[] series = new Series[SERIES];
    private StandingQueries queries;
    private double seen;
    private long timeNs;

    @Setup(Level.Trial)
    public void start() throws Exception {
        final QueryLimits limits = new QueryLimits(1, 1, Long.MAX_VALUE);
        queries = new StandingQueries(limits, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        new QueryRegistry(queries, GroupBenchmark::run, new Re2Patterns(), limits, counters)
                .start(Program.parseSelect(statement), "benchmark", (one, value, timeNs) -> seen += value);
        for (int i = 0; i < SERIES; i++) {
            final String key = "g" + i / OF_GROUP + ".s" + i / 2 + (i % 2 == 0 ? ".a" : ".b");
            series[i] = Series.detached(key.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Benchmark
    @OperationsPerInvocation(SERIES)
    public double event() {
        timeNs += INTERVAL_NS;
        for (int i = 0; i < SERIES; i++) {
            queries.onEvent(series[i], i % 100 + 1, timeNs + i, 10_000);
        }
        queries.onTick(timeNs);
        queries.onBatchEnd();
        return seen;
    }

    @TearDown(Level.Trial)
    public void tell() {
        System.out.println(
                statement + " holds " + counters.read(EngineCounter.QUERY_STATE_BYTES) / SERIES + " bytes a series");
    }

    private static boolean run(final Runnable body) {
        body.run();
        return true;
    }
}
