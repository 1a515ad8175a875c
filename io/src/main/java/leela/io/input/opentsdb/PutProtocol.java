package leela.io.input.opentsdb;

import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.io.input.StreamInput;
import leela.io.input.StreamProtocol;
import leela.io.input.line.LineReader;
import leela.io.input.line.LineStream;

/**
 * OpenTSDB's lines over connections.
 * Thread: immutable.
 *
 * @param version what is said to who asks for it
 */
public record PutProtocol(String version) implements StreamProtocol {

    private static final Source SOURCE = Source.waiting(PutCounter.RECEIVED);

    @Override
    public Source source() {
        return SOURCE;
    }

    @Override
    public StreamInput input(final Producer producer) {
        final PutLines lines = new PutLines(producer, version);
        return new StreamInput(producer, () -> new LineStream(producer, lines), LineReader.MAX_LENGTH);
    }
}
