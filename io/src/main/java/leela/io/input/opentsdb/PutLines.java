package leela.io.input.opentsdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import leela.engine.keys.TaggedKey;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.input.DatagramDecoder;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineFault;
import leela.io.input.line.LineReader;
import leela.io.input.line.Lines;
import leela.io.input.line.TimeDecoder;
import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a point a line, a gauge; and answers two questions. Words may stand apart by several blanks.
 * Thread: the receiver's.
 * Memory: nothing per point.
 *
 * <pre>
 *   put web.load 1795915023 4.5 host=web001  dc=fra1
 *       ^metric  ^time      ^value
 *                 seconds, maybe with a fraction, or milliseconds
 *   version
 *   help
 * </pre>
 */
public final class PutLines implements LineReader {

    /** Whole seconds have so many digits at most until the year 2286. */
    private static final int SECONDS_DIGITS = 10;

    private static final int MILLIS_DIGITS = 13;
    private static final long NS_PER_MILLI = 1_000_000L;
    private static final int MOST_ANSWERS = 4096;
    private static final byte[] HELP = "available commands: help put version\n".getBytes(StandardCharsets.US_ASCII);

    private final Producer producer;
    private final byte[] version;
    private final TaggedKey key = new TaggedKey();
    private final DecimalDoubleDecoder value = new DecimalDoubleDecoder();
    private final TimeDecoder time = new TimeDecoder();
    private long timeNs;
    private byte[] answer = DatagramDecoder.NO_ANSWER;

    /** @param version what this is called when asked */
    public PutLines(final Producer producer, final String version) {
        this.producer = producer;
        this.version = (version + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void line(final DirectBuffer buffer, final int offset, final int limit) {
        final int end = Lines.wordEnd(buffer, offset, limit);
        if (Lines.isWord(buffer, offset, end, "put")) {
            put(buffer, Lines.skipSpace(buffer, end, limit), limit);
        } else if (Lines.isWord(buffer, offset, end, "version")) {
            say(version);
        } else if (Lines.isWord(buffer, offset, end, "help")) {
            say(HELP);
        } else {
            LineFault.OPENTSDB_VERB.reject(producer);
        }
    }

    @Override
    public byte[] answer() {
        final byte[] said = answer;
        answer = DatagramDecoder.NO_ANSWER;
        return said;
    }

    private void say(final byte[] more) {
        if (answer.length + more.length <= MOST_ANSWERS) {
            final byte[] longer = Arrays.copyOf(answer, answer.length + more.length);
            System.arraycopy(more, 0, longer, answer.length, more.length);
            answer = longer;
        }
    }

    private void put(final DirectBuffer buffer, final int metric, final int limit) {
        final int metricEnd = Lines.wordEnd(buffer, metric, limit);
        final int timeStart = Lines.skipSpace(buffer, metricEnd, limit);
        final int timeEnd = Lines.wordEnd(buffer, timeStart, limit);
        final int valueStart = Lines.skipSpace(buffer, timeEnd, limit);
        final int valueEnd = Lines.wordEnd(buffer, valueStart, limit);
        if (valueStart == limit) {
            LineFault.OPENTSDB_SHORT.reject(producer);
        } else if (value.decode(buffer, valueStart, valueEnd) != valueEnd) {
            producer.reject(LineCounter.VALUE, buffer, metric, metricEnd - metric);
        } else if (!decodeTime(buffer, timeStart, timeEnd)) {
            producer.reject(LineCounter.TIME, buffer, metric, metricEnd - metric);
        } else if (!compose(buffer, metric, metricEnd, valueEnd, limit)) {
            producer.reject(LineCounter.TAG, buffer, metric, metricEnd - metric);
        } else {
            final int length = key.end();
            producer.metric(MetricType.GAUGE, key.buffer(), 0, length, value.value(), timeNs);
        }
    }

    /** Milliseconds where a whole number is too large for seconds. */
    private boolean decodeTime(final DirectBuffer buffer, final int start, final int end) {
        final boolean isNumber = time.decode(buffer, start, end);
        timeNs = time.timeNs();
        if (isNumber && end - start > SECONDS_DIGITS && end - start <= MILLIS_DIGITS) {
            long millis = 0;
            for (int i = start; i < end; i++) {
                final int digit = buffer.getByte(i) - '0';
                if (digit < 0 || digit > 9) {
                    return true;
                }
                millis = millis * 10 + digit;
            }
            timeNs = millis * NS_PER_MILLI;
        }
        return isNumber;
    }

    /** The key of a metric and the tags that stand behind the value. */
    private boolean compose(
            final DirectBuffer buffer, final int metric, final int metricEnd, final int valueEnd, final int limit) {
        key.begin(buffer, metric, metricEnd - metric);
        for (int start = Lines.skipSpace(buffer, valueEnd, limit); start < limit; ) {
            final int end = Lines.wordEnd(buffer, start, limit);
            int equals = start;
            while (equals < end && buffer.getByte(equals) != '=') {
                equals++;
            }
            if (equals == start || equals == end) {
                return false;
            }
            key.tag(buffer, start, equals - start, buffer, equals + 1, end - equals - 1);
            start = Lines.skipSpace(buffer, end, limit);
        }
        return true;
    }
}
