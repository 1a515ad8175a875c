package leela.io.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Expects of whatever reads any bytes that each entry is in the ring, or was rejected and counted.
 * Thread: one.
 * Memory: the series of some thousand inputs; then they are let go of, since a fuzzer invents names without end.
 */
public final class FuzzedLedger {

    /** Longer inputs are not read: they only take time. */
    public static final int MAX_LENGTH = 20_000;

    private static final int BEHIND = 16;
    private static final int MOST_SERIES = 10_000;

    private final RecordingPipeline pipeline;

    public FuzzedLedger(final RecordingPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** What it gives to the ring. */
    public List<Entry> entriesOf(final Runnable reading) {
        final long before = balance();
        reading.run();
        final List<Entry> entries = pipeline.take();
        assertThat(balance() - before).isEqualTo(entries.size());
        pipeline.forgetSeries(MOST_SERIES);
        return entries;
    }

    private long balance() {
        return pipeline.counters().sum("metrics.received") - pipeline.counters().sum("metrics.rejected");
    }

    /** Bytes, and others behind them that nobody may read. */
    public static MutableDirectBuffer followed(final byte[] bytes, final byte behind) {
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + BEHIND);
        Arrays.fill(longer, bytes.length, longer.length, behind);
        return new UnsafeBuffer(longer);
    }
}
