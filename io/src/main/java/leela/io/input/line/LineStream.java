package leela.io.input.line;

import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.io.input.StreamDecoder;
import org.agrona.MutableDirectBuffer;

/**
 * Parts what a connection brings into lines; a line counts only with its end. Empty lines are nothing.
 * Thread: the receiver's; one for each connection.
 * Memory: nothing per line.
 * Errors: a line that is too long costs itself, one that ends with the connection counts as incomplete.
 */
public final class LineStream implements StreamDecoder {

    private final Producer producer;
    private final Evidence evidence;
    private final LineReader reader;
    /** The rest of a line that was too long is still to come. */
    private boolean isSkipping;

    public LineStream(final Producer producer, final LineReader reader) {
        this.producer = producer;
        this.reader = reader;
        evidence = producer.evidence();
    }

    @Override
    public int decode(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
        producer.begin(arrivalNs);
        evidence.begin(bytes, length);
        int start = isSkipping ? 0 : takeKnown(bytes, 0, length);
        for (int end = Lines.end(bytes, start, length); end < length; end = Lines.end(bytes, start, length)) {
            if (isSkipping) {
                isSkipping = false;
            } else {
                take(bytes, start, end);
            }
            start = takeKnown(bytes, end + 1, length);
        }
        if (isSkipping) {
            start = length;
        } else if (length - start >= LineReader.MAX_LENGTH) {
            evidence.entry(start);
            producer.reject(LineCounter.LENGTH);
            isSkipping = true;
            start = length;
        }
        producer.end();
        return start;
    }

    /** Where the first line begins that the reader does not know. */
    private int takeKnown(final MutableDirectBuffer bytes, final int from, final int length) {
        int start;
        int next = from;
        do {
            start = next;
            evidence.entry(start);
            next = reader.known(bytes, start, length);
        } while (next != LineReader.UNKNOWN);
        return start;
    }

    private void take(final MutableDirectBuffer bytes, final int start, final int end) {
        evidence.entry(start, end);
        if (end - start >= LineReader.MAX_LENGTH) {
            producer.reject(LineCounter.LENGTH);
            return;
        }
        final int first = Lines.skipSpace(bytes, start, end);
        if (first < end) {
            reader.line(bytes, first, Lines.trimmed(bytes, first, end));
        }
    }

    @Override
    public void end(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
        if (Lines.skipSpace(bytes, 0, length) == length) {
            return;
        }
        producer.begin(arrivalNs);
        evidence.begin(bytes, length);
        producer.reject(LineCounter.INCOMPLETE);
        producer.end();
    }

    @Override
    public byte[] answer() {
        return reader.answer();
    }
}
