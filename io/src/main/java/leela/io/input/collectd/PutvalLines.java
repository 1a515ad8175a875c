package leela.io.input.collectd;

import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.intervalMs;

import leela.engine.runtime.Clock;
import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.PostedLists.Form;
import leela.io.input.line.Lines;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads lines of collectd's plain text protocol, as write_http sends them with {@code Format "Command"}.
 *
 * <pre>
 *   PUTVAL host/plugin[-instance]/type[-instance] [interval=seconds] time:value[:value…] [time:value…]
 *   "with blanks/in \"quotes\"/x"        U is no value, a time N is now
 * </pre>
 *
 * Thread: its owner's.
 * Memory: nothing per line.
 * Errors: a line that cannot be read costs itself, with its number.
 */
final class PutvalLines implements BodyReader {

    private static final byte[] PUTVAL = {'p', 'u', 't', 'v', 'a', 'l'};
    private static final byte[] INTERVAL = {'i', 'n', 't', 'e', 'r', 'v', 'a', 'l', '='};
    private static final int LOWER = 0x20;
    private static final int MAX_IDENTIFIER = 5 * MAX_NAME_LENGTH + 4;
    /** 2^64 - 1 is ten times this, and the last digit. */
    private static final long MAX_TENTH = 1_844_674_407_370_955_161L;

    private static final int MAX_LAST = 5;

    private final PostedLists lists;
    private final UnsafeBuffer body;
    private final int length;
    private final boolean areRates;
    private final BodyFaults faults = new BodyFaults();
    private final byte[] identifier = new byte[MAX_IDENTIFIER];
    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private final EpochTimeDecoder time = new EpochTimeDecoder();
    private int at;
    private int line;
    private int identifierLength;
    private int interval;

    PutvalLines(
            final PostedLists lists, final byte[] body, final int offset, final int length, final boolean areRates) {
        this.lists = lists;
        this.body = new UnsafeBuffer(body, offset, length);
        this.length = length;
        this.areRates = areRates;
    }

    @Override
    public BodyFaults faults() {
        return faults;
    }

    @Override
    public boolean read() {
        lists.begin(areRates);
        for (int lines = 0; lines < PORTION / 4 && at < length; lines++) {
            final int stop = Lines.end(body, at, length);
            final int end = Lines.trimmed(body, at, stop);
            line++;
            if (end > at) {
                lists.producer().evidence().entry(at);
                readLine(at, end);
            }
            at = stop + 1;
        }
        return at < length;
    }

    private void readLine(final int start, final int end) {
        final int word = Lines.wordEnd(body, start, end);
        if (!isWord(PUTVAL, start, word)) {
            refuse("a line that is no PUTVAL");
            return;
        }
        int next = readIdentifier(Lines.skipSpace(body, word, end), end);
        if (next < 0) {
            refuse("identifier: not closed, or too long");
            return;
        }
        interval = 0;
        boolean hasValues = false;
        for (next = Lines.skipSpace(body, next, end); next < end; next = Lines.skipSpace(body, next, end)) {
            final int stop = Lines.wordEnd(body, next, end);
            if (isWord(INTERVAL, next, Math.min(stop, next + INTERVAL.length))) {
                readInterval(next + INTERVAL.length, stop);
            } else if (isOption(next, stop)) {
                // none but the interval says anything to us
            } else {
                hasValues = true;
                readValues(next, stop);
            }
            next = stop;
        }
        if (!hasValues) {
            refuse("no values");
        }
    }

    private void refuse(final String reason) {
        lists.beginList();
        lists.refuse(reason);
        lists.publishValues(line, faults);
    }

    private boolean isOption(final int start, final int end) {
        for (int i = start; i < end && body.getByte(i) != ':'; i++) {
            if (body.getByte(i) == '=') {
                return true;
            }
        }
        return false;
    }

    private void readInterval(final int start, final int end) {
        final int stop = number.decode(body, start, end);
        final double seconds = stop == end ? number.value() : 0;
        interval =
                seconds > 0 && seconds < Integer.MAX_VALUE ? intervalMs((long) (seconds * Clock.NANOS_PER_SECOND)) : 0;
    }

    /** Copies the identifier, its quotes undone; where it ends, or -1. */
    private int readIdentifier(final int start, final int end) {
        identifierLength = 0;
        final boolean isQuoted = start < end && body.getByte(start) == '"';
        int i = isQuoted ? start + 1 : start;
        while (i < end) {
            byte b = body.getByte(i);
            if (isQuoted ? b == '"' : b == ' ' || b == '\t') {
                return isQuoted ? i + 1 : i;
            }
            if (isQuoted && b == '\\' && i + 1 < end) {
                b = body.getByte(++i);
            }
            if (identifierLength == MAX_IDENTIFIER) {
                return -1;
            }
            identifier[identifierLength++] = b;
            i++;
        }
        return isQuoted ? -1 : i;
    }

    /** One list: a time, and the values behind it. */
    private void readValues(final int start, final int end) {
        lists.beginList();
        lists.intervalMs(interval);
        setFields();
        int colon = start;
        while (colon < end && body.getByte(colon) != ':') {
            colon++;
        }
        if (colon == end) {
            lists.refuse("values: no colon (expected: time:value)");
        } else {
            readTime(start, colon);
        }
        while (colon < end) {
            final int value = colon + 1;
            colon = value;
            while (colon < end && body.getByte(colon) != ':') {
                colon++;
            }
            readValue(value, colon);
        }
        lists.publishValues(line, faults);
    }

    private void readTime(final int start, final int end) {
        if (end - start == 1 && (body.getByte(start) | LOWER) == 'n') {
            lists.timeNs(lists.producer().arrivalNs());
            return;
        }
        final int stop = time.decode(body, start, end);
        if (stop == EpochTimeDecoder.OUT_OF_RANGE) {
            lists.timeNs(Long.MAX_VALUE);
        } else if (stop == end) {
            lists.timeNs(time.timeNs());
        } else {
            lists.refuse("time: no number (expected: Unix seconds, or N)");
        }
    }

    private void readValue(final int start, final int end) {
        if (end - start == 1 && (body.getByte(start) | LOWER) == 'u') {
            lists.value(Form.DOUBLE, 0, Double.NaN);
            return;
        }
        if (number.decode(body, start, end) != end) {
            lists.refuse("value: no number (expected: one, or U)");
            return;
        }
        final boolean isNegative = body.getByte(start) == '-';
        long integer = 0;
        int i = isNegative ? start + 1 : start;
        while (i < end && isNext(integer, body.getByte(i) - '0')) {
            integer = 10 * integer + body.getByte(i++) - '0';
        }
        if (i < end || isNegative && integer < 0 && integer != Long.MIN_VALUE) {
            lists.value(Form.DOUBLE, 0, number.value());
        } else {
            lists.value(
                    integer < 0 && !isNegative ? Form.UNSIGNED : Form.SIGNED,
                    isNegative ? -integer : integer,
                    number.value());
        }
    }

    /** Whether it is a digit, and the number fits 64 bits with it. */
    private static boolean isNext(final long integer, final int digit) {
        final int order = Long.compareUnsigned(integer, MAX_TENTH);
        return digit >= 0 && digit <= 9 && (order < 0 || order == 0 && digit <= MAX_LAST);
    }

    // ---- host/plugin-instance/type-instance

    private void setFields() {
        final int host = find('/', 0, identifierLength);
        final int plugin = find('/', host + 1, identifierLength);
        if (plugin >= identifierLength) {
            lists.refuse("identifier: no host/plugin/type");
            return;
        }
        final int pluginDash = find('-', host + 1, plugin);
        final int typeDash = find('-', plugin + 1, identifierLength);
        set(Field.HOST, 0, host);
        set(Field.PLUGIN, host + 1, pluginDash);
        set(Field.PLUGIN_INSTANCE, pluginDash + 1, plugin);
        set(Field.TYPE, plugin + 1, typeDash);
        set(Field.TYPE_INSTANCE, typeDash + 1, identifierLength);
    }

    private void set(final Field field, final int start, final int end) {
        final int count = Math.max(0, end - start);
        if (count > MAX_NAME_LENGTH) {
            lists.refuse(PostedLists.fieldName(field) + ": more than " + MAX_NAME_LENGTH + " bytes");
        } else {
            lists.packet().putBytes(lists.placeOf(field), identifier, Math.min(start, identifier.length), count);
            lists.field(field, count);
        }
    }

    private int find(final char wanted, final int start, final int end) {
        int i = start;
        while (i < end && identifier[i] != wanted) {
            i++;
        }
        return Math.min(i, end);
    }

    /** In any case. */
    private boolean isWord(final byte[] word, final int start, final int end) {
        if (end - start != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            final byte b = body.getByte(start + i);
            if (b != word[i] && (b | LOWER) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
