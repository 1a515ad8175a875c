package leela.io.input.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import leela.io.input.RawNames;

/**
 * Reads a remote write request in place, without objects made of it; each sample becomes a gauge.
 *
 * <pre>
 *   WriteRequest  1: TimeSeries…                  (3: metadata is passed over)
 *   TimeSeries    1: Label…  2: Sample…  3: Exemplar…  4: Histogram…
 *   Label         1: name  2: value
 *   Sample        1: double  2: milliseconds
 * </pre>
 *
 * Thread: its owner's.
 * Memory: nothing per sample of a series that came before.
 * Units: times epoch ms on the wire, ns behind it.
 * Errors: a series without a name costs itself; what is no such message, all from there on. Places are those of series,
 * from 0.
 */
public final class WriteRequestBody implements BodyReader {

    public static final Source SOURCE = Source.refused(PrometheusCounter.RECEIVED);

    /** The NaN that says that a series has ended. */
    private static final long STALE = 0x7ff0_0000_0000_0002L;

    private static final int SERIES = 1;
    private static final int LABEL = 1;
    private static final int SAMPLE = 2;
    private static final int EXEMPLAR = 3;
    private static final int HISTOGRAM = 4;
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final byte LABEL_TAG = LABEL << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VARINT_BITS = 7;
    /** Lengths that take more are none of a body in memory. */
    private static final int MAX_SHIFT = 21;

    private static final String LATE_LABEL = "a label behind the samples of its series";
    private static final long NS_PER_MS = 1_000_000;

    private final Labels labels;
    private final Producer producer;
    private final Counters counters;
    private final byte[] body;
    private final int offset;
    private final CodedInputStream in;
    private final BodyFaults faults = new BodyFaults();
    private int series;
    private int entries;
    private double value;
    private long timeMs;

    /** What the readers of one owner share. Thread: the owner's. */
    public static final class Labels {
        private final LabelSet set = new LabelSet();
        private final RawNames<Series> known = new RawNames<>();
    }

    /** Of the bytes from {@code offset} on. */
    public WriteRequestBody(
            final Labels labels,
            final Producer producer,
            final Counters counters,
            final byte[] body,
            final int offset,
            final int length) {
        this.labels = labels;
        this.producer = producer;
        this.counters = counters;
        this.body = body;
        this.offset = offset;
        in = CodedInputStream.newInstance(body, offset, length);
    }

    @Override
    public BodyFaults faults() {
        return faults;
    }

    @Override
    public boolean read() {
        labels.set.wrap(body);
        entries = 0;
        try {
            while (entries < LARGE_PORTION && !in.isAtEnd()) {
                final int tag = in.readTag();
                producer.evidence().entry(in.getTotalBytesRead());
                if (isMessage(tag, SERIES)) {
                    final int outer = in.pushLimit(in.readRawVarint32());
                    readSeries();
                    in.popLimit(outer);
                    series++;
                    entries++;
                } else {
                    skip(tag);
                }
            }
            return !in.isAtEnd();
        } catch (final IOException broken) {
            reject("no remote write request: " + broken.getMessage());
            return false;
        }
    }

    /** Labels come first; where the same did before, the series is known by their bytes. */
    private void readSeries() throws IOException {
        final int from = offset + in.getTotalBytesRead();
        final int to = endOfLabels(from, from + in.getBytesUntilLimit());
        final Series known = to == from ? null : labels.known.find(labels.set.body(), from, to);
        if (known == null || known.isPurged()) {
            readNewSeries(from, to);
            return;
        }
        in.skipRawBytes(to - from);
        while (in.getBytesUntilLimit() > 0) {
            final int tag = in.readTag();
            if (isMessage(tag, SAMPLE)) {
                readSampleMessage();
                publish(known);
            } else if (isMessage(tag, LABEL)) {
                throw new IOException(LATE_LABEL);
            } else {
                count(tag);
                skip(tag);
            }
        }
    }

    /** Behind the labels that begin there; the beginning itself where they are none that can be read. */
    private int endOfLabels(final int from, final int limit) {
        int at = from;
        while (at < limit && body[at] == LABEL_TAG) {
            int length = 0;
            int shift = 0;
            do {
                if (++at >= limit || shift > MAX_SHIFT) {
                    return from;
                }
                length |= (body[at] & 0x7f) << shift;
                shift += VARINT_BITS;
            } while (body[at] < 0);
            at++;
            if (length > limit - at) {
                return from;
            }
            at += length;
        }
        return at;
    }

    private void readNewSeries(final int from, final int to) throws IOException {
        labels.set.begin();
        boolean isNamed = true;
        while (in.getBytesUntilLimit() > 0) {
            final int tag = in.readTag();
            if (isMessage(tag, LABEL)) {
                final int outer = in.pushLimit(in.readRawVarint32());
                readLabel();
                in.popLimit(outer);
            } else if (isMessage(tag, SAMPLE)) {
                readSampleMessage();
                isNamed = isNamed && (labels.set.length() > 0 || labels.set.compose());
                if (!isNamed) {
                    reject("a series without __name__");
                } else if (publish(null) && to > from) {
                    labels.known.put(labels.set.body(), from, to, producer.lastSeries(), 0);
                }
            } else {
                count(tag);
                skip(tag);
            }
        }
    }

    private void readSampleMessage() throws IOException {
        final int outer = in.pushLimit(in.readRawVarint32());
        readSample();
        in.popLimit(outer);
    }

    private void count(final int tag) {
        if (isMessage(tag, EXEMPLAR)) {
            counters.increment(PrometheusCounter.EXEMPLARS);
        } else if (isMessage(tag, HISTOGRAM)) {
            counters.increment(PrometheusCounter.HISTOGRAMS);
        }
    }

    private void readLabel() throws IOException {
        int name = offset;
        int nameLength = 0;
        int text = offset;
        int textLength = 0;
        while (in.getBytesUntilLimit() > 0) {
            final int tag = in.readTag();
            if (isMessage(tag, FIRST)) {
                nameLength = in.readRawVarint32();
                name = offset + in.getTotalBytesRead();
                in.skipRawBytes(nameLength);
            } else if (isMessage(tag, SECOND)) {
                textLength = in.readRawVarint32();
                text = offset + in.getTotalBytesRead();
                in.skipRawBytes(textLength);
            } else {
                skip(tag);
            }
        }
        if (labels.set.length() > 0) {
            throw new IOException(LATE_LABEL);
        }
        if (!labels.set.add(name, nameLength, text, textLength)) {
            throw new IOException("too many labels");
        }
    }

    private void readSample() throws IOException {
        value = 0;
        timeMs = 0;
        while (in.getBytesUntilLimit() > 0) {
            final int tag = in.readTag();
            if (tag == (FIRST << 3 | WireFormat.WIRETYPE_FIXED64)) {
                value = in.readDouble();
            } else if (tag == (SECOND << 3 | WireFormat.WIRETYPE_VARINT)) {
                timeMs = in.readInt64();
            } else {
                skip(tag);
            }
        }
    }

    /** Of a series that is known, else of the labels in hand; whether it was taken. */
    private boolean publish(final Series known) {
        entries++;
        if (Double.doubleToRawLongBits(value) == STALE) {
            counters.increment(PrometheusCounter.STALE);
            return false;
        }
        final boolean isTaken = known == null
                ? producer.metric(MetricType.GAUGE, labels.set.key(), 0, labels.set.length(), value, ns(timeMs))
                : producer.metric(MetricType.GAUGE, known, value, ns(timeMs));
        if (isTaken) {
            faults.taken(1);
        } else {
            faults.add(series, producer::lastReason);
        }
        return isTaken;
    }

    private static long ns(final long ms) {
        return ms < 0 ? -1 : ms > Long.MAX_VALUE / NS_PER_MS ? Long.MAX_VALUE : ms * NS_PER_MS;
    }

    private void reject(final String reason) {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
            producer.evidence().keep(EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), reason, new byte[0]);
        }
        faults.add(series, () -> reason);
    }

    private void skip(final int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("the end of a group that none began");
        }
    }

    private static boolean isMessage(final int tag, final int field) {
        return tag == (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }
}
