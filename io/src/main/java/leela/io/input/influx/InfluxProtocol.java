package leela.io.input.influx;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;

/** Influx lines in datagrams. Thread: any. */
public record InfluxProtocol(Counters counters) implements DatagramProtocol {

    /** Over UDP: the kernel keeps what comes while the ring is full. */
    public static final Source UDP = Source.waiting(InfluxCounter.RECEIVED);
    /** Over HTTP: who sends is told. */
    public static final Source HTTP = Source.refused(InfluxCounter.RECEIVED);

    @Override
    public Source source() {
        return UDP;
    }

    @Override
    public Counter datagrams() {
        return InfluxCounter.DATAGRAMS;
    }

    @Override
    public DatagramDecoder decoder(final Producer producer) {
        final LineDecoder lines = new LineDecoder(producer, counters);
        return (datagram, length, arrivalNs) -> {
            producer.begin(arrivalNs);
            producer.evidence().begin(datagram, length);
            int at = 0;
            while (at < length) {
                at = lines.decode(datagram, at, length, Precision.BY_SIZE);
            }
            producer.end();
        };
    }
}
