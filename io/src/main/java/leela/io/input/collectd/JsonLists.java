package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.intervalMs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.PostedLists.Form;
import leela.io.input.collectd.wire.PostedAlert;

/**
 * Reads a JSON body of write_http: a list of value lists, or of notifications in the form of Alertmanager's alerts.
 *
 * <pre>
 *   [{"values":[1,2],"dstypes":["derive","derive"],"dsnames":["rx","tx"],"time":1795915022.648,"interval":2.000,
 *     "host":"web1","plugin":"interface","plugin_instance":"eth0","type":"if_octets","type_instance":""}]
 *   [{"labels":{"alertname":"collectd_load","instance":"web1","severity":"WARNING"},
 *     "annotations":{"summary":"…"},"startsAt":"2026-11-29T01:17:02Z"}]
 * </pre>
 *
 * Thread: its owner's.
 * Errors: an object that cannot be read costs itself, with its index; what is no JSON, all from there on.
 */
final class JsonLists implements BodyReader {

    private static final int MAX_DEPTH = 16;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final double LATEST_SECONDS = 0x1p33;
    private static final int NANO_DIGITS = 9;
    private static final long NO_TIME = Long.MAX_VALUE;
    private static final int SHOWN = 40;

    private final PostedLists lists;
    private final boolean areRates;
    private final BodyFaults faults = new BodyFaults();
    private final byte[] body;
    private final int offset;
    private final int length;
    private JsonParser parser;
    private boolean isList;
    private int index;

    JsonLists(final PostedLists lists, final byte[] body, final int offset, final int length, final boolean areRates) {
        this.lists = lists;
        this.areRates = areRates;
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
        lists.begin(areRates);
        try {
            final int end = index + PORTION / 4;
            boolean hasMore = true;
            while (hasMore && index < end) {
                hasMore = readNext();
            }
            return hasMore;
        } catch (final JsonProcessingException broken) {
            return end("body: " + broken.getOriginalMessage());
        } catch (final IOException broken) {
            return end("body: it is not UTF-8");
        }
    }

    private boolean end(final String reason) {
        lists.beginList();
        lists.refuse(reason);
        lists.publishValues(index, faults);
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
        if (token == null || isList && token == JsonToken.END_ARRAY) {
            return false;
        }
        lists.producer().evidence().entry((int) parser.currentTokenLocation().getByteOffset());
        lists.beginList();
        if (token == JsonToken.START_OBJECT) {
            readObject();
        } else {
            parser.skipChildren();
            lists.refuse("no object (expected: a value list or an alert)");
            lists.publishValues(index, faults);
        }
        index++;
        return isList;
    }

    private void readObject() throws IOException {
        PostedAlert alert = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            if (name.equals("labels") || name.equals("annotations") || name.endsWith("At")) {
                alert = alert == null ? new PostedAlert() : alert;
                readAlert(name, value, alert);
            } else {
                readField(name, value);
            }
            parser.skipChildren();
        }
        if (alert == null) {
            lists.publishValues(index, faults);
        } else {
            publish(alert);
        }
    }

    private void readField(final String name, final JsonToken value) throws IOException {
        switch (name) {
            case "values" -> readValues(value);
            case "dstypes" -> readKinds(value);
            case "time" -> lists.timeNs(timeNs(value));
            case "interval" -> readInterval(value);
            case "host" -> readText(Field.HOST, value);
            case "plugin" -> readText(Field.PLUGIN, value);
            case "plugin_instance" -> readText(Field.PLUGIN_INSTANCE, value);
            case "type" -> readText(Field.TYPE, value);
            case "type_instance" -> readText(Field.TYPE_INSTANCE, value);
            default -> {
                // dsnames, since types_db names values here as it does for packets; meta; and what may come
            }
        }
    }

    /** ASCII without a text made of it. */
    private void readText(final Field field, final JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            lists.refuse(PostedLists.fieldName(field) + ": " + shown() + " (expected: a text)");
            return;
        }
        final int length = parser.getTextLength();
        final char[] text = parser.getTextCharacters();
        final int start = parser.getTextOffset();
        final int place = lists.placeOf(field);
        if (length <= MAX_NAME_LENGTH) {
            int i = 0;
            while (i < length && text[start + i] < 0x80) {
                lists.packet().putByte(place + i, (byte) text[start + i]);
                i++;
            }
            if (i == length) {
                lists.field(field, length);
                return;
            }
        }
        lists.field(field, parser.getText().getBytes(UTF_8));
    }

    private void readValues(final JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            lists.refuse("values: " + shown() + " (expected: a list)");
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            readValue(parser.currentToken());
        }
    }

    private void readValue(final JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            lists.value(Form.DOUBLE, 0, Double.NaN);
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            lists.value(Form.DOUBLE, 0, parser.getDoubleValue());
        } else if (token != JsonToken.VALUE_NUMBER_INT) {
            lists.refuse("values: " + shown() + " (expected: numbers)");
            parser.skipChildren();
        } else if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            final BigInteger integer = parser.getBigIntegerValue();
            final boolean fits = integer.signum() > 0 && integer.bitLength() <= Long.SIZE;
            lists.value(fits ? Form.UNSIGNED : Form.DOUBLE, integer.longValue(), integer.doubleValue());
        } else {
            lists.value(Form.SIGNED, parser.getLongValue(), parser.getDoubleValue());
        }
    }

    private void readKinds(final JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            lists.refuse("dstypes: " + shown() + " (expected: a list)");
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            final MetricType kind = kindOf(parser.getText());
            if (kind == null) {
                lists.refuse("dstypes: " + shown() + " (expected: counter, gauge, derive or absolute)");
                parser.skipChildren();
            } else {
                lists.kind(i, kind);
            }
        }
    }

    private static MetricType kindOf(final String text) {
        return switch (text) {
            case "gauge" -> MetricType.GAUGE;
            case "derive" -> MetricType.DERIVE;
            case "counter" -> MetricType.COUNTER;
            case "absolute" -> MetricType.ABSOLUTE;
            default -> null;
        };
    }

    /** Exact to the nanosecond; what no time can be is judged by the limits. */
    private long timeNs(final JsonToken value) throws IOException {
        if (!value.isNumeric()) {
            lists.refuse("time: " + shown() + " (expected: Unix seconds, a number)");
            return NO_TIME;
        }
        // judged as a double first: an exact number with a great exponent would cost time and memory
        final double seconds = parser.getDoubleValue();
        if (!(seconds >= 1 && seconds <= LATEST_SECONDS)) {
            return NO_TIME;
        }
        return value == JsonToken.VALUE_NUMBER_INT
                ? parser.getLongValue() * Clock.NANOS_PER_SECOND
                : new BigDecimal(parser.getText()).movePointRight(NANO_DIGITS).longValue();
    }

    private void readInterval(final JsonToken value) throws IOException {
        final double seconds = value.isNumeric() ? parser.getDoubleValue() : 0;
        lists.intervalMs(
                seconds > 0 && seconds <= LATEST_SECONDS ? intervalMs((long) (seconds * Clock.NANOS_PER_SECOND)) : 0);
    }

    private String shown() throws IOException {
        final String text = String.valueOf(parser.getText());
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    // ---- notifications: they are rare

    private void readAlert(final String name, final JsonToken value, final PostedAlert alert) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            alert.time(parser.getText());
        } else if (value == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String key = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    alert.add(name, key, parser.getText());
                }
                parser.skipChildren();
            }
        }
    }

    private void publish(final PostedAlert alert) {
        lists.producer().evidence().part((int) parser.currentTokenLocation().getByteOffset());
        final PostedAlert.Identity identity = alert.identity();
        lists.field(Field.HOST, identity.host().getBytes(UTF_8));
        lists.field(Field.PLUGIN, identity.plugin().getBytes(UTF_8));
        lists.field(Field.PLUGIN_INSTANCE, identity.pluginInstance().getBytes(UTF_8));
        lists.field(Field.TYPE, identity.type().getBytes(UTF_8));
        lists.field(Field.TYPE_INSTANCE, identity.typeInstance().getBytes(UTF_8));
        lists.timeNs(alert.timeNs());
        lists.publishNotification(alert.severity(), alert.text().getBytes(UTF_8), index, faults);
    }
}
