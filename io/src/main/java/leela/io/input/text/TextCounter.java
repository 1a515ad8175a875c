package leela.io.input.text;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the text protocol's datagrams. Thread: immutable. */
public enum TextCounter implements Counter {
    RECEIVED_UDP(counter(105, "metrics.received", "source", "udp", "Metrics read from UDP text datagrams")),
    RECEIVED_DATABUS(counter(106, "metrics.received", "source", "databus", "Entries read from the timeline databus")),

    DATAGRAMS(counter(100, "udp.datagrams.received", "port", "text", "Datagrams read from the UDP text socket")),
    KERNEL_DROPS(counter(
            102, "udp.kernel.dropped", "port", "text", "Datagrams the kernel dropped before the UDP text socket")),
    PINGS(counter(104, "udp.pings.answered", "Pings answered on the UDP text socket")),

    DATABUS_DATAGRAMS(
            counter(120, "unix.datagrams.received", "socket", "timeline", "Datagrams read from the timeline databus")),
    QUERY_DATABUS_DATAGRAMS(
            counter(121, "unix.datagrams.received", "socket", "dmproc", "Datagrams read from the queries' databus"));

    private final CounterDescription description;

    TextCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
