package leela.io.input.statsd;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of statsd's values, and of the points made of them. Thread: immutable. */
public enum StatsdCounter implements Counter {
    RECEIVED(counter(422, "metrics.received", "source", "statsd", "Values read from statsd datagrams")),
    FLUSHED(counter(423, "metrics.received", "source", "flush", "Points that statsd windows gave at their end")),
    AGGREGATED(counter(424, "metrics.absorbed", "cause", "aggregated", "Values that went into a statsd window")),
    DATAGRAMS(counter(425, "udp.datagrams.received", "port", "statsd", "Datagrams read from the statsd UDP socket")),
    KERNEL_DROPS(counter(
            426, "udp.kernel.dropped", "port", "statsd", "Datagrams the kernel dropped before the statsd UDP socket")),
    UNIX_DATAGRAMS(
            counter(427, "unix.datagrams.received", "socket", "statsd", "Datagrams read from the statsd unix socket")),
    NAMES(counter(428, "metrics.rejected", "cause", "names", "Values of names beyond what statsd windows may hold")),
    MEMBERS(counter(429, "metrics.rejected", "cause", "members", "Members of statsd sets beyond what there may be")),
    HELD(gauge(430, "statsd.names.held", "Names that statsd windows hold"));

    private final CounterDescription description;

    StatsdCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
