package leela.io.input.graphite;

import leela.engine.counters.Counter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramProtocol;
import leela.io.input.line.LineDatagrams;

/** Graphite's lines over UDP. Thread: immutable. */
public final class GraphiteDatagrams implements DatagramProtocol {

    @Override
    public Source source() {
        return GraphiteStreams.SOURCE;
    }

    @Override
    public DatagramDecoder decoder(final Producer producer) {
        return new LineDatagrams(producer, new PointLines(producer));
    }

    @Override
    public Counter datagrams() {
        return GraphiteCounter.DATAGRAMS;
    }
}
