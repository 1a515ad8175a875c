package leela.io.input.opentsdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.TaggedKey;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.series.MetricType;
import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a body of {@code /api/put}: one point or a list of them, each a gauge.
 *
 * <pre>
 *   {"metric":"sys.cpu","timestamp":1795915146,"value":1.5,"tags":{"host":"web1"}}
 *                       seconds, maybe with a fraction, or milliseconds; a value may be a text
 * </pre>
 *
 * Thread: its owner's.
 * Memory: the texts of the point in hand.
 * Errors: a point that cannot be read costs itself, with its index; what is no JSON, all from there on.
 */
public final class PostedPoints implements BodyReader {

    public static final Source SOURCE = Source.refused(PostedPointCounter.RECEIVED);

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private static final int MOST_TAGS = 128;
    private static final int MOST_DIGITS = 64;
    /** Greater whole times count milliseconds. */
    private static final long MOST_SECONDS = 0xffff_ffffL;

    private static final long NS_PER_MS = 1_000_000;

    private final TaggedKey key;
    private final Producer producer;
    private final byte[] body;
    private final int offset;
    private final int length;
    private JsonParser parser;
    private final BodyFaults faults = new BodyFaults();
    private final List<byte[]> tags = new ArrayList<>();
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[MOST_DIGITS + Long.BYTES]);
    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private final EpochTimeDecoder seconds = new EpochTimeDecoder();
    private boolean isList;
    private int index;

    // the point in hand
    private byte[] metric;
    private boolean hasTime;
    private boolean hasValue;
    private long timeNs;
    private double value;
    private String fault;

    /** {@code key} is shared by the readers of one owner. */
    public PostedPoints(
            final TaggedKey key, final Producer producer, final byte[] body, final int offset, final int length) {
        this.key = key;
        this.producer = producer;
        this.body = body;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public BodyFaults faults() {
        return faults;
    }

    @Override
    public boolean read() {
        try {
            final int end = index + PORTION;
            boolean hasMore = true;
            while (hasMore && index < end) {
                hasMore = readNext();
            }
            return hasMore;
        } catch (final JsonProcessingException broken) {
            reject("body: " + broken.getOriginalMessage());
        } catch (final IOException broken) {
            reject("body: it is not UTF-8");
        }
        return false;
    }

    /** The first token of what is in the list, or of the body. It finds out, too, whether the body is UTF-8. */
    private JsonToken firstToken() throws IOException {
        parser = JSON.createParser(body, offset, length);
        final JsonToken first = parser.nextToken();
        isList = first == JsonToken.START_ARRAY;
        return isList ? parser.nextToken() : first;
    }

    private boolean readNext() throws IOException {
        final JsonToken token = parser == null ? firstToken() : parser.nextToken();
        if (token == null && isList) {
            reject("body: it ends within the list");
            return false;
        }
        if (token == null || isList && token == JsonToken.END_ARRAY) {
            return false;
        }
        producer.evidence().entry((int) parser.currentTokenLocation().getByteOffset());
        begin();
        if (token == JsonToken.START_OBJECT) {
            readObject();
        } else {
            refuse("no object (expected: a point)");
            parser.skipChildren();
        }
        end();
        index++;
        return isList;
    }

    private void begin() {
        tags.clear();
        metric = null;
        hasTime = false;
        hasValue = false;
        fault = null;
    }

    private void refuse(final String reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    private void readObject() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final JsonToken token = parser.nextToken();
            switch (name) {
                case "metric" ->
                    metric = token.isScalarValue() ? parser.getText().getBytes(UTF_8) : null;
                case "timestamp" -> readTime(token);
                case "value" -> readValue(token);
                case "tags" -> readTags(token);
                default -> {
                    // nothing that OpenTSDB knows
                }
            }
            parser.skipChildren();
        }
    }

    private void readTags(final JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            refuse("tags: no object");
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final byte[] name = parser.currentName().getBytes(UTF_8);
            if (!parser.nextToken().isScalarValue() || name.length == 0 || tags.size() == 2 * MOST_TAGS) {
                refuse("tags: more than " + MOST_TAGS + ", or one that is no text");
                parser.skipChildren();
            } else {
                tags.add(name);
                tags.add(parser.getText().getBytes(UTF_8));
            }
        }
    }

    /** Copies a number, written as one or as a text; its length, or -1. */
    private int copy(final JsonToken token) throws IOException {
        if (!token.isNumeric() && token != JsonToken.VALUE_STRING || parser.getTextLength() > MOST_DIGITS) {
            return -1;
        }
        final char[] chars = parser.getTextCharacters();
        final int start = parser.getTextOffset();
        final int length = parser.getTextLength();
        for (int i = 0; i < length; i++) {
            text.putByte(i, chars[start + i] < 0x80 ? (byte) chars[start + i] : (byte) '?');
        }
        return length;
    }

    private void readValue(final JsonToken token) throws IOException {
        final int length = copy(token);
        hasValue = length > 0 && number.decode(text, 0, length) == length && Double.isFinite(number.value());
        if (!hasValue) {
            refuse("value: no number");
        }
        value = number.value();
    }

    private void readTime(final JsonToken token) throws IOException {
        final int length = copy(token);
        final int end = length > 0 ? seconds.decode(text, 0, length) : -1;
        hasTime = end == length || end == EpochTimeDecoder.OUT_OF_RANGE;
        if (!hasTime) {
            refuse("timestamp: no time (expected: Unix seconds or milliseconds)");
        }
        timeNs = end == EpochTimeDecoder.OUT_OF_RANGE ? millisecondsNs(length) : timeNs(length);
    }

    private long timeNs(final int length) {
        final long whole = seconds.timeNs() / 1_000_000_000L;
        return whole > MOST_SECONDS ? millisecondsNs(length) : seconds.timeNs();
    }

    /** Of a number too great for seconds. */
    private long millisecondsNs(final int length) {
        long ms = 0;
        for (int i = 0; i < length && text.getByte(i) >= '0' && text.getByte(i) <= '9'; i++) {
            ms = ms > Long.MAX_VALUE / NS_PER_MS ? Long.MAX_VALUE / 10 - 1 : 10 * ms + text.getByte(i) - '0';
        }
        return ms > Long.MAX_VALUE / NS_PER_MS ? Long.MAX_VALUE : ms * NS_PER_MS;
    }

    private void end() {
        if (metric == null || metric.length == 0) {
            refuse("no metric");
        } else if (!hasTime) {
            refuse("no timestamp");
        } else if (!hasValue) {
            refuse("no value");
        }
        if (fault != null) {
            reject(fault);
            return;
        }
        key.begin();
        append(metric);
        for (int i = 0; i < tags.size(); i += 2) {
            key.tagName();
            append(tags.get(i));
            key.tagValue();
            append(tags.get(i + 1));
        }
        final int length = key.end();
        if (producer.metric(MetricType.GAUGE, key.buffer(), 0, length, value, timeNs)) {
            faults.taken(1);
        } else {
            faults.add(index, producer::lastReason);
        }
    }

    private void append(final byte[] bytes) {
        for (final byte one : bytes) {
            key.append(one);
        }
    }

    private void reject(final String reason) {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
            producer.evidence().keep(EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), reason, new byte[0]);
        }
        faults.add(index, () -> reason);
    }
}
