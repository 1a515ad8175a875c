package leela.io.transport.tcp;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of connections that bring entries. Thread: immutable. */
public enum TcpCounter implements Counter {
    CONNECTIONS(gauge(400, "tcp.connections.open", "Connections that bring entries")),
    ACCEPTED(counter(401, "tcp.connections.accepted", "Connections accepted that bring entries")),
    REFUSED_CONNECTIONS(counter(
            402, "tcp.connections.refused", "cause", "connections", "Connections beyond the port's max_connections")),
    REFUSED_ADDRESS(counter(
            403,
            "tcp.connections.refused",
            "cause",
            "address",
            "Connections of an address that has three quarters of max_connections")),
    CLOSED_MEMORY(counter(
            404,
            "tcp.connections.closed",
            "cause",
            "memory",
            "Connections closed since their half frames found no more memory")),
    CLOSED_FRAME(counter(
            405, "tcp.connections.closed", "cause", "frame", "Connections closed since what they sent is no frame")),
    CLOSED_IDLE(counter(
            406,
            "tcp.connections.closed",
            "cause",
            "idle",
            "Connections closed since others came and they were silent for longest, a minute at least")),
    ACCEPTS_FAILED(counter(407, "tcp.accepts.failed", "Connections not accepted, mostly for want of descriptors")),
    BYTES(counter(408, "tcp.bytes.received", "Bytes read from connections that bring entries")),
    MEMORY(gauge(409, "tcp.memory.bytes", "Bytes that half frames of connections take"));

    private final CounterDescription description;

    TcpCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
