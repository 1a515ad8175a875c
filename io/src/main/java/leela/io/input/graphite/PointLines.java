package leela.io.input.graphite;

import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineReader;
import leela.io.input.line.Lines;
import leela.io.input.line.TimeDecoder;
import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a point a line, a gauge.
 * Thread: the receiver's.
 * Memory: nothing per line.
 *
 * <pre>
 *   web1.load;dc=fra1 1.5 1795915097
 *   ^path             ^value
 *                         ^time: seconds, maybe with a fraction; -1 or N is now
 * </pre>
 */
public final class PointLines implements LineReader {

    private final Producer producer;
    private final PathKey key = new PathKey();
    private final DecimalDoubleDecoder value = new DecimalDoubleDecoder();
    private final TimeDecoder time = new TimeDecoder();

    public PointLines(final Producer producer) {
        this.producer = producer;
    }

    @Override
    public void line(final DirectBuffer buffer, final int offset, final int limit) {
        final int pathEnd = Lines.wordEnd(buffer, offset, limit);
        final int valueStart = Lines.skipSpace(buffer, pathEnd, limit);
        final int valueEnd = Lines.wordEnd(buffer, valueStart, limit);
        final int timeStart = Lines.skipSpace(buffer, valueEnd, limit);
        if (timeStart == limit || Lines.wordEnd(buffer, timeStart, limit) != limit) {
            producer.malformed();
        } else if (!key.decode(buffer, offset, pathEnd)) {
            producer.reject(LineCounter.TAG, buffer, offset, pathEnd - offset);
        } else if (value.decode(buffer, valueStart, valueEnd) != valueEnd) {
            producer.reject(LineCounter.VALUE, key.buffer(), key.offset(), key.length());
        } else {
            add(buffer, timeStart, limit);
        }
    }

    private void add(final DirectBuffer buffer, final int timeStart, final int limit) {
        long timeNs = producer.arrivalNs();
        if (!isNow(buffer, timeStart, limit)) {
            if (!time.decode(buffer, timeStart, limit)) {
                producer.reject(LineCounter.TIME, key.buffer(), key.offset(), key.length());
                return;
            }
            timeNs = time.timeNs();
        }
        producer.metric(MetricType.GAUGE, key.buffer(), key.offset(), key.length(), value.value(), timeNs);
    }

    private static boolean isNow(final DirectBuffer buffer, final int start, final int limit) {
        final byte first = buffer.getByte(start);
        return first == '-' && Lines.isWord(buffer, start, limit, "-1")
                || first == 'N' && limit - start == 1
                || first == '-' && Lines.isWord(buffer, start, limit, "-1.0");
    }
}
