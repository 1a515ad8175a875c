package leela.engine.notify.shared;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted where several engines tell of alerts together. Thread: immutable. */
public enum SharedCounter implements Counter {
    OTHERS(counter(94, "notify.claims.others", "Changes, each for each recipient, of which another engine tells")),
    TAKEN(counter(
            95, "notify.claims.taken", "Changes, each for each recipient, told in place of an engine that has ended")),
    FAILED(counter(99, "notify.claims.failed", "Changes told without a claim, since the directory did not answer")),
    FORGOTTEN(
            counter(83, "notify.claims.forgotten", "Changes of other engines that are not watched any more: too many"));

    private final CounterDescription description;

    SharedCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
