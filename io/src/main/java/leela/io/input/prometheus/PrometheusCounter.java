package leela.io.input.prometheus;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of remote write beyond what all inputs count. Thread: immutable. */
public enum PrometheusCounter implements Counter {
    RECEIVED(counter(445, "metrics.received", "source", "prometheus", "Samples read from remote write requests")),
    HISTOGRAMS(counter(
            446, "prometheus.entries.skipped", "cause", "histogram", "Native histograms in remote write requests")),
    EXEMPLARS(counter(447, "prometheus.entries.skipped", "cause", "exemplar", "Exemplars in remote write requests")),
    STALE(counter(
            448, "prometheus.entries.skipped", "cause", "stale", "Marks in remote write requests that a series ended"));

    private final CounterDescription description;

    PrometheusCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
