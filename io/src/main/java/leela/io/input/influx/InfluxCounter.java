package leela.io.input.influx;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of Influx lines beyond what all inputs count. Thread: immutable. */
public enum InfluxCounter implements Counter {
    RECEIVED(counter(441, "metrics.received", "source", "influx", "Points read from Influx lines")),
    DATAGRAMS(counter(442, "udp.datagrams.received", "port", "influx", "Datagrams read from the Influx socket")),
    KERNEL_DROPS(counter(
            443, "udp.kernel.dropped", "port", "influx", "Datagrams the kernel dropped before the Influx socket")),
    STRINGS(counter(444, "influx.fields.skipped", "cause", "string", "Fields of Influx lines that hold a text"));

    private final CounterDescription description;

    InfluxCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
