package leela.io.input.graphite;

import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.io.input.RawNames;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineFault;
import leela.io.input.line.LineReader;
import leela.io.input.line.Lines;
import leela.io.input.line.TimeDecoder;
import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a point a line, a gauge. A path that came before is known by its very bytes, with the blank behind it, so that
 * it is neither looked through nor made a key of, tags and all.
 * Thread: the receiver's.
 * Memory: that of {@link RawNames}; nothing per line of a path that is known.
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
    private final RawNames<Series> known = new RawNames<>();

    public PointLines(final Producer producer) {
        this.producer = producer;
    }

    @Override
    public int known(final DirectBuffer buffer, final int offset, final int limit) {
        final Series expected = known.expected(buffer, offset, limit);
        if (expected == null || expected.isPurged()) {
            return UNKNOWN;
        }
        final int timeStart = timeStart(buffer, offset + known.expectedLength(), limit);
        final int end = timeStart == UNKNOWN ? UNKNOWN : time.decodePlain(buffer, timeStart, limit);
        if (end < 0 || end >= limit || buffer.getByte(end) != Lines.END || end - offset >= MAX_LENGTH) {
            return UNKNOWN;
        }
        known.pass();
        producer.metric(MetricType.GAUGE, expected, value.value(), time.timeNs());
        return end + 1;
    }

    /** Behind the value, and the one blank that is there; else unknown. */
    private int timeStart(final DirectBuffer buffer, final int valueStart, final int limit) {
        final int valueEnd = value.decode(buffer, valueStart, limit);
        return valueEnd < 0 || valueEnd >= limit || buffer.getByte(valueEnd) != ' ' ? UNKNOWN : valueEnd + 1;
    }

    @Override
    public void line(final DirectBuffer buffer, final int offset, final int limit) {
        final Series expected = known.findExpected(buffer, offset, limit);
        if (expected == null || expected.isPurged() || !isTaken(expected, buffer, offset + known.length(), limit)) {
            read(buffer, offset, limit);
        }
    }

    /** Whether value and time are all that follows, a blank apart; the point is handed on then. */
    private boolean isTaken(final Series of, final DirectBuffer buffer, final int valueStart, final int limit) {
        final int timeStart = timeStart(buffer, valueStart, limit);
        if (timeStart == UNKNOWN) {
            return false;
        }
        final boolean isNow = isNow(buffer, timeStart, limit);
        if (!isNow && !time.decode(buffer, timeStart, limit)) {
            return false;
        }
        producer.metric(MetricType.GAUGE, of, value.value(), isNow ? producer.arrivalNs() : time.timeNs());
        return true;
    }

    private void read(final DirectBuffer buffer, final int offset, final int limit) {
        final int pathEnd = Lines.wordEnd(buffer, offset, limit);
        final int valueStart = Lines.skipSpace(buffer, pathEnd, limit);
        final int valueEnd = Lines.wordEnd(buffer, valueStart, limit);
        final int timeStart = Lines.skipSpace(buffer, valueEnd, limit);
        if (timeStart == limit || Lines.wordEnd(buffer, timeStart, limit) != limit) {
            LineFault.GRAPHITE.reject(producer);
        } else if (!key.decode(buffer, offset, pathEnd)) {
            producer.reject(LineCounter.TAG, buffer, offset, pathEnd - offset);
        } else if (value.decode(buffer, valueStart, valueEnd) != valueEnd) {
            producer.reject(LineCounter.VALUE, key.buffer(), key.offset(), key.length());
        } else if (add(buffer, timeStart, limit) && buffer.getByte(pathEnd) == ' ') {
            remember(buffer, offset, pathEnd + 1);
        }
    }

    private void remember(final DirectBuffer buffer, final int offset, final int end) {
        final Series series = producer.lastSeries();
        if (known.find(buffer, offset, end) != series) {
            known.put(buffer, offset, end, series, 0);
        }
    }

    private boolean add(final DirectBuffer buffer, final int timeStart, final int limit) {
        long timeNs = producer.arrivalNs();
        if (!isNow(buffer, timeStart, limit)) {
            if (!time.decode(buffer, timeStart, limit)) {
                producer.reject(LineCounter.TIME, key.buffer(), key.offset(), key.length());
                return false;
            }
            timeNs = time.timeNs();
        }
        return producer.metric(MetricType.GAUGE, key.buffer(), key.offset(), key.length(), value.value(), timeNs);
    }

    private static boolean isNow(final DirectBuffer buffer, final int start, final int limit) {
        final byte first = buffer.getByte(start);
        return first == '-' && Lines.isWord(buffer, start, limit, "-1")
                || first == 'N' && limit - start == 1
                || first == '-' && Lines.isWord(buffer, start, limit, "-1.0");
    }
}
