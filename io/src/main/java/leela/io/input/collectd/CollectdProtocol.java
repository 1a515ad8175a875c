package leela.io.input.collectd;

import leela.engine.counters.Counter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;
import leela.io.input.collectd.wire.CollectdCounter;

/** collectd's binary protocol. Thread: any; the settings are shared by all its sockets. */
public record CollectdProtocol(CollectdSettings settings) implements DatagramProtocol {

    public static final Source SOURCE = Source.waiting(CollectdCounter.RECEIVED);

    @Override
    public Source source() {
        return SOURCE;
    }

    @Override
    public DatagramDecoder decoder(final Producer producer) {
        return settings.decoder(producer);
    }

    @Override
    public Counter datagrams() {
        return CollectdCounter.DATAGRAMS;
    }
}
