package leela.io.input.statsd;

import leela.engine.keys.TaggedKey;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.io.input.line.LineCounter;
import leela.io.input.line.LineFault;
import leela.io.input.line.LineReader;
import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads the values of one name a line, and hands them to the windows. Its caller holds these.
 * Thread: the receiver's.
 * Memory: nothing for a value of a known name.
 *
 * <pre>
 *   web.requests:1:3|c|@0.5|#host:web1,canary
 *   ^name        ^values      ^tags, of which one without a value is "true"
 *                    ^type: c, g, ms, h, d, s
 *                      ^rate: the value stands for two
 * </pre>
 */
final class StatLines implements LineReader {

    private static final byte BAR = '|';
    private static final byte COLON = ':';
    private static final byte COMMA = ',';
    /** One value of so many; a smaller one would be a weight without bounds. */
    private static final double LEAST_RATE = 1e-9;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Producer producer;
    private final Windows windows;
    private final TaggedKey name = new TaggedKey();
    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private int absorbed;
    /** The name of the last line, or null: clients send their names in the same order again and again. */
    private Stat last;

    StatLines(final Producer producer, final Windows windows) {
        this.producer = producer;
        this.windows = windows;
    }

    /** Counts what went into windows since the last call. */
    void account() {
        if (absorbed > 0) {
            windows.absorbed(StatsdCounter.RECEIVED, absorbed);
            absorbed = 0;
        }
    }

    @Override
    public void line(final DirectBuffer buffer, final int offset, final int limit) {
        final Stat expected = last == null ? null : last.next();
        if (expected == null || !isTaken(expected, buffer, offset, limit)) {
            read(buffer, offset, limit);
        }
    }

    /** Whether the line is one of the name that came here last time, with another value; it is taken then. */
    private boolean isTaken(final Stat expected, final DirectBuffer buffer, final int offset, final int limit) {
        final LineForm form = expected.form();
        if (form == null || expected.isForgotten()) {
            return false;
        }
        final int start = form.valueStart(buffer, offset, limit);
        if (start == offset) {
            return false;
        }
        final int end = number.decode(buffer, start, limit);
        if (end < 0 || !form.isEnd(buffer, end, limit) || !Double.isFinite(number.value())) {
            return false;
        }
        final byte first = buffer.getByte(start);
        expected.take(number.value(), form.weight(), first == '+' || first == '-');
        absorbed++;
        last = expected;
        return true;
    }

    private void read(final DirectBuffer buffer, final int offset, final int limit) {
        final int colon = indexOf(buffer, COLON, offset, limit);
        final int bar = indexOf(buffer, BAR, colon, limit);
        final int typeEnd = indexOf(buffer, BAR, bar + 1, limit);
        final Windows.Type type = bar < limit ? type(buffer, bar + 1, typeEnd) : null;
        if (colon == offset || colon == limit || type == null) {
            LineFault.STATSD.reject(producer);
            return;
        }
        name.begin(buffer, offset, colon - offset);
        final double rate = options(buffer, typeEnd, limit);
        if (Double.isNaN(rate)) {
            producer.reject(LineCounter.VALUE, buffer, offset, colon - offset);
            return;
        }
        final int length = name.end();
        final Stat stat =
                length > Limits.MAX_KEY_LENGTH ? null : windows.stat(type, name.buffer(), length, producer.evidence());
        if (stat != null) {
            if (stat.form() == null && type != Windows.Type.SET) {
                stat.form(LineForm.of(buffer, offset, colon + 1, bar, limit, 1 / rate, length));
            }
            follow(stat);
        }
        for (int start = colon + 1; start <= bar; ) {
            final int end = indexOf(buffer, COLON, start, bar);
            if (stat == null) {
                producer.reject(StatsdCounter.NAMES, buffer, offset, colon - offset);
            } else if (type == Windows.Type.SET) {
                member(stat, buffer, start, end);
            } else {
                value(stat, buffer, start, end, 1 / rate);
            }
            start = end + 1;
        }
    }

    private void follow(final Stat stat) {
        if (last != null && last.next() != stat) {
            last.next(stat);
        }
        last = stat;
    }

    private void member(final Stat stat, final DirectBuffer buffer, final int start, final int end) {
        long hash = FNV_OFFSET;
        for (int i = start; i < end; i++) {
            hash = (hash ^ buffer.getByte(i) & 0xff) * FNV_PRIME;
        }
        if (start < end && stat.takeMember(hash)) {
            absorbed++;
        } else {
            producer.reject(start < end ? StatsdCounter.MEMBERS : LineCounter.VALUE);
        }
    }

    private void value(
            final Stat stat, final DirectBuffer buffer, final int start, final int end, final double weight) {
        final boolean isNumber = number.decode(buffer, start, end) == end && Double.isFinite(number.value());
        if (isNumber) {
            final byte first = buffer.getByte(start);
            stat.take(number.value(), weight, first == '+' || first == '-');
            absorbed++;
        } else {
            producer.reject(LineCounter.VALUE);
        }
    }

    private static Windows.Type type(final DirectBuffer buffer, final int start, final int end) {
        final int length = end - start;
        if (length == 2 && buffer.getByte(start) == 'm' && buffer.getByte(start + 1) == 's') {
            return Windows.Type.TIMER;
        }
        if (length != 1) {
            return null;
        }
        return switch (buffer.getByte(start)) {
            case 'c' -> Windows.Type.COUNTER;
            case 'g' -> Windows.Type.GAUGE;
            case 'h', 'd' -> Windows.Type.TIMER;
            case 's' -> Windows.Type.SET;
            default -> null;
        };
    }

    /** Takes the tags, and gives the rate: 1 where there is none, NaN where something makes no sense. */
    private double options(final DirectBuffer buffer, final int from, final int limit) {
        double rate = 1;
        for (int start = from + 1; start < limit; ) {
            final int end = indexOf(buffer, BAR, start, limit);
            final byte kind = buffer.getByte(start);
            if (kind == '@') {
                final boolean isRate = number.decode(buffer, start + 1, end) == end
                        && number.value() >= LEAST_RATE
                        && number.value() <= 1;
                rate = isRate ? number.value() : Double.NaN;
            } else if (kind == '#') {
                tags(buffer, start + 1, end);
            }
            start = end + 1;
        }
        return rate;
    }

    private void tags(final DirectBuffer buffer, final int from, final int limit) {
        for (int start = from; start < limit; ) {
            final int end = indexOf(buffer, COMMA, start, limit);
            final int colon = indexOf(buffer, COLON, start, end);
            if (colon > start) {
                name.tagName();
                name.append(buffer, start, colon - start);
                name.tagValue();
                if (colon < end) {
                    name.append(buffer, colon + 1, end - colon - 1);
                } else {
                    appendTrue();
                }
            }
            start = end + 1;
        }
    }

    private void appendTrue() {
        name.append((byte) 't');
        name.append((byte) 'r');
        name.append((byte) 'u');
        name.append((byte) 'e');
    }

    private static int indexOf(final DirectBuffer buffer, final byte wanted, final int start, final int limit) {
        int index = Math.min(start, limit);
        while (index < limit && buffer.getByte(index) != wanted) {
            index++;
        }
        return index;
    }
}
