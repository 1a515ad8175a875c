package leela.io.output.proc;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the proc socket and its clients. Thread: immutable. */
public enum ProcCounter implements Counter {
    CLIENTS(gauge(132, "proc.clients.open", "Connections to the proc socket")),
    CLIENTS_REFUSED(counter(133, "proc.clients.refused", "Proc connections beyond the bound")),
    CLIENTS_DENIED(
            counter(499, "proc.clients.denied", "Proc connections of users that are not in the group of the sockets")),
    PROGRAMS_REFUSED(counter(134, "proc.programs.refused", "Programs answered with status 1")),
    EVENTS_SENT(counter(135, "proc.events.sent", "Events written to proc clients")),
    EVENTS_LOST(counter(136, "proc.events.lost", "Events lost because a proc client read too slowly or went away")),
    FRAMES_MALFORMED(counter(
            137, "proc.frames.malformed", "Frames of proc clients that made no sense; each ended its connection")),
    MEMORY(gauge(138, "proc.memory.taken", "Bytes of the heap that buffers of proc clients take")),
    CLIENTS_UNAFFORDABLE(counter(
            139, "proc.clients.unaffordable", "Proc clients refused because the others' buffers had all the memory")),
    CLIENTS_EXPIRED(
            counter(140, "proc.clients.expired", "Proc connections closed because a frame was not whole within 60 s")),
    ACCEPTS_FAILED(counter(
            119,
            "proc.accepts.failed",
            "Times that a proc client could not be accepted, for want of file descriptors"));

    private final CounterDescription description;

    ProcCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
