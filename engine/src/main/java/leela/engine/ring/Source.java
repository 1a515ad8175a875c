package leela.engine.ring;

import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;

/** Where entries come from: each door has its own account. Thread: immutable. */
public enum Source {
    UDP(EngineCounter.RECEIVED_UDP),
    COLLECTD(EngineCounter.RECEIVED_COLLECTD),
    DATABUS(EngineCounter.RECEIVED_DATABUS),
    /** The one whose senders can be told to come again: a full ring refuses it instead of making it wait. */
    HTTP(EngineCounter.RECEIVED_HTTP),
    SELF(EngineCounter.RECEIVED_SELF),
    /** The standing queries' own databus: accounted apart, since it never reaches storage. */
    QUERIES(EngineCounter.QUERY_EVENTS_RECEIVED);

    private final Counter received;

    Source(final Counter received) {
        this.received = received;
    }

    /** Whether a full ring makes it wait, so that its socket is not read on. */
    boolean isPatient() {
        return this != HTTP;
    }

    Counter received() {
        return received;
    }

    /** The counter of a rejection; the queries' databus has one for all causes. */
    Counter rejected(final Counter cause) {
        return this == QUERIES ? EngineCounter.QUERY_EVENTS_REJECTED : cause;
    }
}
