package leela.io.input.text;

import leela.engine.counters.Counter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;

/** The text protocol, as each of its sockets takes it. Thread: immutable. */
public enum TextProtocol implements DatagramProtocol {
    /** Metrics, legacy lines and pings over UDP. */
    UDP(TextDialect.UDP, Source.waiting(TextCounter.RECEIVED_UDP), TextCounter.DATAGRAMS),
    /** Metrics, events and documents of local programs. */
    DATABUS(TextDialect.DATABUS, Source.waiting(TextCounter.RECEIVED_DATABUS), TextCounter.DATABUS_DATAGRAMS),
    /** Events for the standing queries alone. */
    QUERIES(TextDialect.EVENTS, Source.QUERIES, TextCounter.QUERY_DATABUS_DATAGRAMS);

    private final TextDialect dialect;
    private final Source source;
    private final Counter datagrams;

    TextProtocol(final TextDialect dialect, final Source source, final Counter datagrams) {
        this.dialect = dialect;
        this.source = source;
        this.datagrams = datagrams;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public DatagramDecoder decoder(final Producer producer) {
        return new TextDecoder(producer, dialect);
    }

    @Override
    public Counter datagrams() {
        return datagrams;
    }

    @Override
    public Counter answered() {
        return TextCounter.PINGS;
    }
}
