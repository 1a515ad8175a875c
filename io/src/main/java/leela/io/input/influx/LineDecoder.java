package leela.io.input.influx;

import static leela.engine.series.MetricType.GAUGE;

import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.TaggedKey;
import leela.engine.ring.Producer;
import leela.engine.series.Series;
import org.agrona.DirectBuffer;

/**
 * Reads lines in place; each numeric field becomes a gauge. A line is read to its end before the first of its fields
 * goes anywhere, so that one that cannot be read is not taken at all, as in InfluxDB.
 *
 * <pre>
 *   measurement[,tag=value…] field=value[,field=value…] [time]
 *   value = number / integer "i" / integer "u" / t / T / true / True / TRUE / f… / "text"
 * </pre>
 *
 * Thread: its owner's.
 * Memory: nothing per line whose measurement, tags and fields came before; {@link KnownLines} for these.
 * Units: offsets and columns bytes; columns from 1.
 * Errors: a line that cannot be read is rejected, malformed, as one entry; {@link #reason} says why and {@link #column}
 * where. Texts are skipped and counted.
 */
public final class LineDecoder {

    /** Fields of one line. */
    static final int MOST_FIELDS = 512;

    private final Producer producer;
    private final Counters counters;
    private final LineKey key = new LineKey();
    private final KnownLines known = new KnownLines();
    private final FieldValueDecoder field = new FieldValueDecoder();
    private final int[] starts = new int[MOST_FIELDS];
    private final int[] ends = new int[MOST_FIELDS];
    private final double[] values = new double[MOST_FIELDS];
    /** Null where a field did not come at its place before. */
    private final Series[] series = new Series[MOST_FIELDS];

    private int fields;
    private int strings;
    private long timeNs;
    private int line;
    private String reason;
    private int column;
    private int taken;
    private boolean isKeyMade;

    /** {@code producer} is from here on its own. */
    public LineDecoder(final Producer producer, final Counters counters) {
        this.producer = producer;
        this.counters = counters;
    }

    Producer producer() {
        return producer;
    }

    /** Reads the line that begins at {@code start}, an empty one or a comment too; where the next begins. */
    int decode(final DirectBuffer buffer, final int start, final int limit, final Precision precision) {
        fields = 0;
        strings = 0;
        taken = 0;
        reason = null;
        line = start;
        int at = start;
        while (at < limit && isBlank(buffer.getByte(at))) {
            at++;
        }
        if (at == limit || buffer.getByte(at) == '\n' || buffer.getByte(at) == '#') {
            return lineEnd(buffer, at, limit);
        }
        producer.evidence().entry(at);
        at = readSeries(buffer, at, limit);
        at = reason == null ? readFields(buffer, at, limit) : at;
        at = reason == null ? readTime(buffer, at, limit, precision) : at;
        if (reason == null) {
            publish(buffer);
            return at;
        }
        reject();
        return lineEnd(buffer, at, limit);
    }

    /** The lines in hand are for others to let go of. */
    void release() {
        known.release();
    }

    /** Why the line was not taken, or not all of it; null where nothing was wrong. */
    String reason() {
        return reason;
    }

    /** Where in the line. */
    int column() {
        return column;
    }

    /** Fields that were taken. */
    int taken() {
        return taken;
    }

    /** Whether there were texts, which may hold line ends. */
    boolean hasTexts() {
        return strings > 0;
    }

    /** Numeric fields of the line that were not. */
    int rejected() {
        return reason == null ? 0 : Math.max(1, fields - taken);
    }

    // ---- measurement and tags

    private int readSeries(final DirectBuffer buffer, final int start, final int limit) {
        int at = known.begin(buffer, start, limit);
        isKeyMade = at == start;
        if (isKeyMade) {
            at = makeKey(buffer, start, limit);
            if (reason == null) {
                known.look(at);
            }
        }
        while (at < limit && buffer.getByte(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Of the measurement and tags that begin there; where the blank is behind them. */
    private int makeKey(final DirectBuffer buffer, final int start, final int limit) {
        final TaggedKey made = key.begin();
        int at = Escapes.end(buffer, start, limit, Escapes.MEASUREMENT);
        if (at == start) {
            return fail("no measurement", start);
        }
        Escapes.append(made, buffer, start, at, Escapes.MEASUREMENT);
        while (at < limit && buffer.getByte(at) == ',') {
            final int name = at + 1;
            final int equals = Escapes.end(buffer, name, limit, Escapes.KEY);
            if (equals == name || equals == limit || buffer.getByte(equals) != '=') {
                return fail("no tag (expected: name=value)", name);
            }
            at = Escapes.end(buffer, equals + 1, limit, Escapes.KEY);
            if (at == equals + 1) {
                return fail("no value of a tag", at);
            }
            if (at < limit && buffer.getByte(at) == '=') {
                return fail("an equals sign that is not escaped", at);
            }
            made.tagName();
            Escapes.append(made, buffer, name, equals, Escapes.KEY);
            made.tagValue();
            Escapes.append(made, buffer, equals + 1, at, Escapes.KEY);
        }
        if (at == limit || buffer.getByte(at) != ' ') {
            return fail("no fields", at);
        }
        key.endSeries();
        return at;
    }

    // ---- fields

    private int readFields(final DirectBuffer buffer, final int start, final int limit) {
        int at = start - 1;
        do {
            final int name = at + 1;
            final int length = known.nextName(fields, name);
            final int equals = length > 0 ? name + length : Escapes.end(buffer, name, limit, Escapes.KEY);
            if (equals == name || equals == limit || buffer.getByte(equals) != '=') {
                return fail("no field (expected: name=value)", name);
            }
            at = field.decode(buffer, equals + 1, limit);
            if (at < 0) {
                return fail(field.reason(), equals + 1);
            }
            if (field.isText()) {
                strings++;
            } else if (fields == MOST_FIELDS) {
                return fail("more than " + MOST_FIELDS + " fields", name);
            } else {
                starts[fields] = name;
                ends[fields] = equals;
                series[fields] = length > 0 ? known.series(fields) : null;
                values[fields++] = field.value();
            }
        } while (at < limit && buffer.getByte(at) == ',');
        return at < limit && !isEnd(buffer.getByte(at)) ? fail("something behind a value", at) : at;
    }

    // ---- time

    private int readTime(final DirectBuffer buffer, final int start, final int limit, final Precision precision) {
        int at = start;
        while (at < limit && isBlank(buffer.getByte(at))) {
            at++;
        }
        if (at == limit || buffer.getByte(at) == '\n') {
            timeNs = producer.arrivalNs();
            return Math.min(limit, at + 1);
        }
        final int digits = at;
        final boolean isNegative = buffer.getByte(at) == '-';
        at += isNegative ? 1 : 0;
        final int first = at;
        long time = 0;
        while (at < limit && buffer.getByte(at) >= '0' && buffer.getByte(at) <= '9') {
            time = time > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : 10 * time + buffer.getByte(at) - '0';
            at++;
        }
        if (at == first) {
            return fail("no time (expected: an integer)", digits);
        }
        while (at < limit && isBlank(buffer.getByte(at))) {
            at++;
        }
        if (at < limit && buffer.getByte(at) != '\n') {
            return fail("something behind the time", at);
        }
        timeNs = precision.toNs(isNegative ? -time : time);
        return Math.min(limit, at + 1);
    }

    // ---- what becomes of it

    private void publish(final DirectBuffer buffer) {
        if (strings > 0) {
            counters.add(InfluxCounter.STRINGS, strings);
        }
        boolean isNew = false;
        for (int i = 0; i < fields; i++) {
            isNew |= series[i] == null;
            if (series[i] == null ? publishNew(buffer, i) : producer.metric(GAUGE, series[i], values[i], timeNs)) {
                taken++;
            } else if (reason == null) {
                reason = producer.lastReason();
                column = starts[i] - line + 1;
            }
        }
        if (reason == null) {
            known.end(isNew, starts, ends, series, fields);
        }
    }

    private boolean publishNew(final DirectBuffer buffer, final int field) {
        if (!isKeyMade) {
            isKeyMade = true;
            makeKey(buffer, known.start(), known.limit());
        }
        final int length = key.of(buffer, starts[field], ends[field]);
        final boolean isTaken = producer.metric(GAUGE, key.buffer(), 0, length, values[field], timeNs);
        series[field] = isTaken ? producer.lastSeries() : null;
        return isTaken;
    }

    private void reject() {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
            producer.evidence().part(line + column - 1);
            producer.evidence().keep(EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), reason, new byte[0]);
        }
        fields = 0;
    }

    private int fail(final String why, final int at) {
        reason = why;
        column = at - line + 1;
        return at;
    }

    /** Behind the line's end. */
    private static int lineEnd(final DirectBuffer buffer, final int start, final int limit) {
        int at = start;
        while (at < limit && buffer.getByte(at) != '\n') {
            at++;
        }
        return Math.min(limit, at + 1);
    }

    private static boolean isBlank(final byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private static boolean isEnd(final byte b) {
        return isBlank(b) || b == '\n';
    }
}
