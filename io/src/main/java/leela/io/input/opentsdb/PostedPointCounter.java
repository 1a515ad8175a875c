package leela.io.input.opentsdb;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of OpenTSDB's points over HTTP. Thread: immutable. */
public enum PostedPointCounter implements Counter {
    RECEIVED(counter(449, "metrics.received", "source", "opentsdb_http", "Points posted to OpenTSDB's /api/put"));

    private final CounterDescription description;

    PostedPointCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
