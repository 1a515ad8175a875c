package leela.io.input;

import leela.engine.counters.Counter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;

/**
 * What an input brings along, so that whatever reads datagrams need not know it by name.
 * Thread: any; decoders are their receivers'.
 */
public interface DatagramProtocol {

    /** Its account, and what a full ring means for it. */
    Source source();

    /** A decoder for one socket. */
    DatagramDecoder decoder(Producer producer);

    /** Counts the datagrams read. */
    Counter datagrams();

    /** Counts the answers sent, where it has any; see {@link DatagramDecoder#answerTo}. */
    default Counter answered() {
        return datagrams();
    }

    /** One socket's share of it; {@code producer} is from here on the socket's alone. */
    default DatagramInput input(final Producer producer) {
        return new DatagramInput(decoder(producer), producer, datagrams(), answered());
    }
}
