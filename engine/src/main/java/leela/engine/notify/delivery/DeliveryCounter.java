package leela.engine.notify.delivery;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of transitions on their way to recipients, whatever the way. Thread: immutable. */
public enum DeliveryCounter implements Counter {
    ACCEPTED(counter(42, "notify.transitions.accepted", "Transitions of alerts that somebody is to be told of")),
    KNOWN(counter(
            43, "notify.transitions.known", "Transitions that came again, as after a restart, and are told once")),
    OVERRUN(counter(44, "notify.transitions.dropped", "Transitions that came faster than they could be accepted")),
    NOBODY(counter(93, "notify.recipients.unknown", "Transitions for a recipient that is not configured any more"));

    private final CounterDescription description;

    DeliveryCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
