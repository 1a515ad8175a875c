package leela.io.http.v1;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What the engine's own API counts beyond the server. Thread: immutable. */
public enum V1Counter implements Counter {
    RECEIVED(counter(190, "metrics.received", "source", "http", "Entries read from HTTP requests"));

    private final CounterDescription description;

    V1Counter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
