package leela.io.http.prometheus;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of remote read beyond what HTTP counts. Thread: immutable. */
public enum RemoteReadCounter implements Counter {
    OMITTED(counter(
            490,
            "prometheus.series.omitted",
            "Series left out of answers to remote reads because another had the same labels"));

    private final CounterDescription description;

    RemoteReadCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
