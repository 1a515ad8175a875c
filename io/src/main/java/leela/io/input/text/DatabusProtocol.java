package leela.io.input.text;

import java.util.function.BooleanSupplier;
import leela.engine.counters.Counter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;

/**
 * The databus of an engine that sends its events on: while it does, the same event is taken a bounded number of times,
 * so that it cannot go round for ever between engines that are each other's peers.
 * Thread: immutable.
 *
 * @param isSendingOn whether events go to any local program; asked for each event, from the receiver's thread
 */
public record DatabusProtocol(BooleanSupplier isSendingOn) implements DatagramProtocol {

    @Override
    public Source source() {
        return TextProtocol.DATABUS.source();
    }

    @Override
    public DatagramDecoder decoder(final Producer producer) {
        return new TextDecoder(producer, TextDialect.DATABUS, isSendingOn);
    }

    @Override
    public Counter datagrams() {
        return TextProtocol.DATABUS.datagrams();
    }

    @Override
    public Counter answered() {
        return TextProtocol.DATABUS.answered();
    }
}
