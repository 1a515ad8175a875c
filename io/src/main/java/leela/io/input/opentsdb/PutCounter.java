package leela.io.input.opentsdb;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of OpenTSDB's lines. Thread: immutable. */
public enum PutCounter implements Counter {
    RECEIVED(counter(419, "metrics.received", "source", "opentsdb", "Points read from OpenTSDB's lines"));

    private final CounterDescription description;

    PutCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
