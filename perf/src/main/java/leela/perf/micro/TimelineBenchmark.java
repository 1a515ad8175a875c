package leela.perf.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does judging one metric cost, by type, over a thousand series whose samples come every 61 s? The ring and the
 * other handlers cost tens of nanoseconds; a type that cost more would want a simpler rule.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TimelineBenchmark {

    private static final int SERIES = 1000;
    private static final long STEP_NS = 61 * Clock.NANOS_PER_SECOND;

    @Param
    private MetricType type;

    private final Rules rules =
            new FixedClockRules(60 * Clock.NANOS_PER_SECOND, 3600 * Clock.NANOS_PER_SECOND, CounterFall.AUTO);
    private final Series[] series = new Series[SERIES];
    private int next;
    private long value;
    private long timeNs;

    @Setup
    public void fill() {
        for (int i = 0; i < SERIES; i++) {
            series[i] = Series.detached(("host" + i + ".cpu-0.cpu-user").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Integers, as collectd sends its counters. */
    @Benchmark
    public Verdict integral() {
        step();
        return rules.judge(series[next], type, true, value, timeNs);
    }

    /** Doubles, as text gives them. */
    @Benchmark
    public Verdict real() {
        step();
        return rules.judge(series[next], type, false, Double.doubleToRawLongBits(value), timeNs);
    }

    private void step() {
        if (++next == SERIES) {
            next = 0;
            timeNs += STEP_NS;
        }
        value += 17;
    }
}
