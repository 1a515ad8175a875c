package leela.ops.config;

import java.util.List;
import java.util.Locale;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.series.SeriesLimits;

/**
 * The section [engine]: the ring and the threads behind it.
 * Thread: immutable.
 *
 * @param ringSize     slots, a power of two
 * @param threads      which threads run the handlers
 * @param waitStrategy what handler threads do while the ring is empty
 * @param cpus         CPUs for the handler threads, timeline first; empty for no pinning
 * @param maxSeries    metrics of new series beyond it are rejected
 * @param maxNewSeries of one sender within an hour; 0 for what suits
 */
public record EngineConfig(
        int ringSize, Threads threads, WaitStrategy waitStrategy, List<Integer> cpus, int maxSeries, int maxNewSeries) {

    /** The key {@code threading}. */
    public enum Threads {
        /** As the number of cores suggests. */
        AUTO,
        INLINE,
        SHARED,
        DEDICATED
    }

    /** The key {@code wait_strategy}. */
    public enum WaitStrategy {
        /** {@link Waiting#SLEEPING}. */
        AUTO,
        /** The older way to say {@code threading = "inline"}. */
        INLINE,
        BLOCKING,
        SLEEPING,
        YIELDING,
        SPINNING
    }

    public static final EngineConfig DEFAULT =
            new EngineConfig(1 << 16, Threads.AUTO, WaitStrategy.AUTO, List.of(), 10_000_000, 0);

    private static final int MAX_RING_SIZE = 1 << 24;
    private static final int MAX_CPU = 1023;

    public EngineConfig {
        if (ringSize < RingConfig.MIN_CAPACITY || ringSize > MAX_RING_SIZE || Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("engine.ring_size: " + ringSize + " (expected: a power of two, "
                    + RingConfig.MIN_CAPACITY + "-" + MAX_RING_SIZE + ")");
        }
        if (waitStrategy == WaitStrategy.INLINE && threads != Threads.AUTO && threads != Threads.INLINE) {
            throw new IllegalArgumentException("engine.wait_strategy: inline (expected: another, since threading is "
                    + threads.name().toLowerCase(Locale.ROOT) + ")");
        }
        cpus = List.copyOf(cpus);
        cpus.forEach(cpu -> Checks.range("engine.cpus", cpu, 0, MAX_CPU));
        Checks.range("engine.max_series", maxSeries, 1, SeriesLimits.MAX_SERIES);
        Checks.range("engine.max_new_series", maxNewSeries, 0, SeriesLimits.MAX_SERIES);
    }

    /** What holds where series may take so many bytes together. */
    public SeriesLimits seriesLimits(final long maxBytes) {
        return maxNewSeries == 0
                ? SeriesLimits.shared(maxSeries, maxBytes)
                : new SeriesLimits(maxSeries, maxBytes, maxNewSeries);
    }

    /** Which threads run the handlers on a machine of so many cores. */
    public Threading threading(final int cores) {
        return switch (threads) {
            case INLINE -> Threading.INLINE;
            case SHARED -> Threading.SHARED;
            case DEDICATED -> Threading.DEDICATED;
            case AUTO -> waitStrategy == WaitStrategy.INLINE ? Threading.INLINE : automatic(cores);
        };
    }

    /** Who asks for a way to wait asks for threads that wait. */
    private Threading automatic(final int cores) {
        final Threading suggested = Threading.forCores(cores);
        return suggested == Threading.INLINE && waitStrategy != WaitStrategy.AUTO ? Threading.SHARED : suggested;
    }

    /** How they wait. */
    public Waiting waiting() {
        return switch (waitStrategy) {
            case AUTO, INLINE, SLEEPING -> Waiting.SLEEPING;
            case BLOCKING -> Waiting.BLOCKING;
            case YIELDING -> Waiting.YIELDING;
            case SPINNING -> Waiting.SPINNING;
        };
    }
}
