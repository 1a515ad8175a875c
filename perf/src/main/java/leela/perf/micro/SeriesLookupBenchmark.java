package leela.perf.micro;

import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
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
 * What does it cost to find a known series by its key bytes, in random order, while the table outgrows the caches? Were
 * a million more than some ten times a thousand, the table would deserve hashes beside its references.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SeriesLookupBenchmark {

    @Param({"1000", "100000", "1000000"})
    private int series;

    private KeySet keys;
    private SeriesTable table;
    private int next;

    @Setup
    public void fill() {
        keys = new KeySet(series);
        table = new SeriesTable(series, Counters.inMemory());
        for (int i = 0; i < series; i++) {
            table.findOrCreate(keys.bytes(), keys.offsets[i], keys.lengths[i]);
        }
        // asked for in another order than they were made in: neighbours in time are no neighbours in memory
        keys.shuffle(2);
    }

    @Benchmark
    public Series find() {
        final int i = step();
        return table.findOrCreate(keys.bytes(), keys.offsets[i], keys.lengths[i]);
    }

    /** Reaching the key and reading its first and last bytes, without the table. */
    @Benchmark
    public long baseline() {
        final int i = step();
        return keys.bytes().getLong(keys.offsets[i])
                + keys.bytes().getLong(keys.offsets[i] + keys.lengths[i] - Long.BYTES);
    }

    private int step() {
        next = next + 1 == series ? 0 : next + 1;
        return next;
    }
}
