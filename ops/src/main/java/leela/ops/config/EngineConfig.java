package leela.ops.config;

import java.util.List;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Waiting;

/**
 * The section [engine]: the ring and the threads behind it.
 * Thread: immutable.
 *
 * @param ringSize     slots, a power of two
 * @param waitStrategy what runs the handlers, and what they do while the ring is empty
 * @param cpus         CPUs for the handler threads, timeline first; empty for no pinning
 * @param maxSeries    metrics of new series beyond it are rejected
 */
public record EngineConfig(int ringSize, Waiting waitStrategy, List<Integer> cpus, int maxSeries) {

    public static final EngineConfig DEFAULT = new EngineConfig(1 << 16, Waiting.AUTO, List.of(), 10_000_000);

    private static final int MAX_RING_SIZE = 1 << 24;
    private static final int MAX_CPU = 1023;

    public EngineConfig {
        if (ringSize < HandlerGraph.MIN_CAPACITY || ringSize > MAX_RING_SIZE || Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("engine.ring_size: " + ringSize + " (expected: a power of two, "
                    + HandlerGraph.MIN_CAPACITY + "-" + MAX_RING_SIZE + ")");
        }
        cpus = List.copyOf(cpus);
        cpus.forEach(cpu -> Checks.range("engine.cpus", cpu, 0, MAX_CPU));
        Checks.range("engine.max_series", maxSeries, 1, Integer.MAX_VALUE / 4);
    }
}
