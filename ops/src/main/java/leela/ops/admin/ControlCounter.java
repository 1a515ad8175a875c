package leela.ops.admin;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the control socket. Thread: immutable. */
public enum ControlCounter implements Counter {
    CLIENTS(gauge(300, "control.clients.open", "Connections to the control socket")),
    CLIENTS_REFUSED(counter(301, "control.clients.refused", "Connections to the control socket beyond the bound")),
    CLIENTS_DENIED(counter(
            306,
            "control.clients.denied",
            "Connections to the control socket of users that are not in the group of the sockets")),
    CLIENTS_EXPIRED(counter(
            302, "control.clients.expired", "Connections to the control socket that were closed for being too slow")),
    REQUESTS(counter(303, "control.requests.received", "Requests read from the control socket")),
    REQUESTS_FAILED(counter(304, "control.requests.failed", "Of these, answered with an error")),
    ACCEPTS_FAILED(counter(
            305,
            "control.accepts.failed",
            "Times that a client of the control socket could not be accepted, for want of file descriptors"));

    private final CounterDescription description;

    ControlCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
