package leela.io.input.graphite;

import static java.nio.ByteOrder.BIG_ENDIAN;

import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.input.StreamDecoder;
import leela.io.input.line.LineCounter;
import leela.io.input.line.TimeDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Reads what a relay sends: pickles of points, each behind its length.
 * Thread: the receiver's; one for all connections of a port.
 * Memory: nothing per point.
 * Errors: a pickle that cannot be read costs itself; one that is too long, the connection.
 *
 * <pre>
 *   0        4
 *   | length | pickle, length bytes | length | …
 *     u32, big-endian
 * </pre>
 */
final class PickleStream implements StreamDecoder, PickleReader.Sink {

    /** As long as the relay's own may be. */
    static final int MAX_LENGTH = 1 << 20;

    static final int HEADER_LENGTH = 4;

    private static final double NOW = -1;

    private final Producer producer;
    private final Evidence evidence;
    private final PathKey key = new PathKey();
    private final PickleReader reader = new PickleReader(this);

    PickleStream(final Producer producer) {
        this.producer = producer;
        evidence = producer.evidence();
    }

    @Override
    public int decode(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
        producer.begin(arrivalNs);
        evidence.begin(bytes, length);
        int start = 0;
        while (length - start >= HEADER_LENGTH) {
            final int pickle = bytes.getInt(start, BIG_ENDIAN);
            if (pickle < 0 || pickle > MAX_LENGTH) {
                evidence.entry(start);
                producer.reject(LineCounter.LENGTH);
                producer.end();
                return END;
            }
            final int end = start + HEADER_LENGTH + pickle;
            if (end > length) {
                break;
            }
            evidence.entry(start);
            if (!reader.read(bytes, start + HEADER_LENGTH, end)) {
                producer.reject(GraphiteCounter.PICKLE);
            }
            start = end;
        }
        producer.end();
        return start;
    }

    @Override
    public void point(
            final DirectBuffer buffer, final int name, final int nameLength, final double time, final double value) {
        if (!key.decode(buffer, name, name + nameLength)) {
            producer.reject(LineCounter.TAG, buffer, name, nameLength);
            return;
        }
        final long timeNs = time == NOW ? producer.arrivalNs() : TimeDecoder.ofSeconds(time);
        producer.metric(MetricType.GAUGE, key.buffer(), key.offset(), key.length(), value, timeNs);
    }

    @Override
    public void other() {
        producer.malformed();
    }

    @Override
    public void end(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
        producer.begin(arrivalNs);
        evidence.begin(bytes, length);
        producer.reject(LineCounter.INCOMPLETE);
        producer.end();
    }
}
