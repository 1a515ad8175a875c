package leela.io.input.graphite;

import java.util.function.Supplier;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.StreamDecoder;
import leela.io.input.StreamInput;
import leela.io.input.StreamProtocol;
import leela.io.input.line.LineReader;
import leela.io.input.line.LineStream;

/** What Graphite's senders bring over connections. Thread: immutable. */
public enum GraphiteStreams implements StreamProtocol {
    /** A point a line. */
    LINES(LineReader.MAX_LENGTH) {
        @Override
        Supplier<StreamDecoder> decoders(final Producer producer) {
            final PointLines lines = new PointLines(producer);
            return () -> new LineStream(producer, lines);
        }
    },
    /** Many points a pickle. */
    PICKLES(PickleStream.HEADER_LENGTH + PickleStream.MAX_LENGTH) {
        @Override
        Supplier<StreamDecoder> decoders(final Producer producer) {
            final PickleStream stream = new PickleStream(producer);
            return () -> stream;
        }
    };

    static final Source SOURCE = Source.waiting(GraphiteCounter.RECEIVED);

    private final int maxFrame;

    GraphiteStreams(final int maxFrame) {
        this.maxFrame = maxFrame;
    }

    abstract Supplier<StreamDecoder> decoders(Producer producer);

    @Override
    public Source source() {
        return SOURCE;
    }

    @Override
    public StreamInput input(final Producer producer) {
        return new StreamInput(producer, decoders(producer), maxFrame);
    }
}
