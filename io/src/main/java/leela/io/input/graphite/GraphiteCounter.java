package leela.io.input.graphite;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of Graphite's lines and pickles. Thread: immutable. */
public enum GraphiteCounter implements Counter {
    RECEIVED(counter(415, "metrics.received", "source", "graphite", "Points read from Graphite lines and pickles")),
    DATAGRAMS(counter(416, "udp.datagrams.received", "port", "graphite", "Datagrams read from the Graphite socket")),
    KERNEL_DROPS(counter(
            417, "udp.kernel.dropped", "port", "graphite", "Datagrams the kernel dropped before the Graphite socket")),
    PICKLE(counter(418, "metrics.rejected", "cause", "pickle", "Pickles with more in them than lists of points"));

    private final CounterDescription description;

    GraphiteCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
