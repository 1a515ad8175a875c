package leela.engine.ring;

import leela.engine.counters.CounterId;

/** Where entries come from: each door has its own account. Thread: immutable. */
public enum Source {
    UDP(CounterId.RECEIVED_UDP),
    COLLECTD(CounterId.RECEIVED_COLLECTD),
    DATABUS(CounterId.RECEIVED_DATABUS),
    /** The one whose senders can be told to come again: a full ring refuses it instead of making it wait. */
    HTTP(CounterId.RECEIVED_HTTP),
    SELF(CounterId.RECEIVED_SELF),
    /** The standing queries' own databus: accounted apart, since it never reaches storage. */
    QUERIES(CounterId.QUERY_EVENTS_RECEIVED);

    private final CounterId received;

    Source(final CounterId received) {
        this.received = received;
    }

    /** Whether a full ring makes it wait, so that its socket is not read on. */
    boolean isPatient() {
        return this != HTTP;
    }

    CounterId received() {
        return received;
    }

    /** The counter of a rejection; the queries' databus has one for all causes. */
    CounterId rejected(final CounterId cause) {
        return this == QUERIES ? CounterId.QUERY_EVENTS_REJECTED : cause;
    }
}
