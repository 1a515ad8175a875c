package leela.io.input.line;

import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.io.input.DatagramDecoder;
import org.agrona.MutableDirectBuffer;

/**
 * Parts datagrams into lines, of which the last may lack its end. Empty lines are nothing.
 * Thread: the receiver's.
 * Memory: nothing per line.
 * Errors: a line that is too long costs itself.
 */
public final class LineDatagrams implements DatagramDecoder {

    private final Producer producer;
    private final Evidence evidence;
    private final LineReader reader;

    public LineDatagrams(final Producer producer, final LineReader reader) {
        this.producer = producer;
        this.reader = reader;
        evidence = producer.evidence();
    }

    @Override
    public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
        producer.begin(arrivalNs);
        evidence.begin(datagram, length);
        for (int start = 0; start < length; ) {
            evidence.entry(start);
            final int next = reader.known(datagram, start, length);
            if (next != LineReader.UNKNOWN) {
                start = next;
                continue;
            }
            final int end = Lines.end(datagram, start, length);
            evidence.entry(start, end);
            if (end - start >= LineReader.MAX_LENGTH) {
                producer.reject(LineCounter.LENGTH);
            } else {
                final int first = Lines.skipSpace(datagram, start, end);
                if (first < end) {
                    reader.line(datagram, first, Lines.trimmed(datagram, first, end));
                }
            }
            start = end + 1;
        }
        producer.end();
    }
}
