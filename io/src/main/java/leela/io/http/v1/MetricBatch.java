package leela.io.http.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import leela.engine.keys.NearestName;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.http.HttpRefusal;
import leela.io.json.JsonEncoder;
import org.agrona.DirectBuffer;

/**
 * The metrics of one body, as columns: read to the end before the first goes anywhere, so a body that is no JSON is not
 * taken at all.
 * Thread: one at a time.
 * Memory: {@link #BYTES} a metric, and at most as many again.
 * Errors: a metric without type or value, with a wrong one, or with another name than the path's key is noted with its
 * place.
 */
final class MetricBatch implements EntryBatch, JsonBody.Entries {

    private static final int FIRST_CAPACITY = 16;
    private static final int BYTES = 32;
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    private final byte[] key;
    private final long nowNs;
    private final JsonEncoder encoder = new JsonEncoder();

    private MetricType[] types = new MetricType[FIRST_CAPACITY];
    private boolean[] areIntegral = new boolean[FIRST_CAPACITY];
    private long[] bits = new long[FIRST_CAPACITY];
    private long[] timesNs = new long[FIRST_CAPACITY];
    private int[] places = new int[FIRST_CAPACITY];
    private int count;
    private final EntryFaults faults = new EntryFaults();

    // the object in hand
    private MetricType type;
    /** The first member that none knows; null for none. */
    private String stray;

    private boolean hasValue;
    private double value;
    private BigInteger integer;
    private long timeNs;

    private MetricBatch(final byte[] key, final long nowNs) {
        this.key = key;
        this.nowNs = nowNs;
    }

    /** The metrics in the body; those without a time are of now. */
    static MetricBatch read(final ByteBuf body, final byte[] key, final long nowNs) {
        final MetricBatch batch = new MetricBatch(key, nowNs);
        JsonBody.readWithNans(body, batch);
        return batch;
    }

    // ---- reading

    @Override
    public void begin() {
        type = null;
        stray = null;
        hasValue = false;
        integer = null;
        timeNs = nowNs;
    }

    @Override
    public void field(final String name, final JsonParser field) throws IOException {
        switch (name) {
            case "type" -> type = typeOf(field);
            case "value" -> readValue(field);
            case "timestamp" -> timeNs = JsonBody.timeNs(field);
            case "name" -> JsonBody.checkName(field, key);
            case "time", "ts", "date" ->
                throw HttpRefusal.badRequest(name + ": no member of a metric (expected: timestamp)");
            case "tags", "labels" ->
                throw HttpRefusal.badRequest(name + ": no member of a metric (expected: in the key, NAME;tag=value)");
            default -> {
                stray = stray == null ? name : stray;
                field.skipChildren();
            }
        }
    }

    private static MetricType typeOf(final JsonParser field) throws IOException {
        final String text = field.getText();
        for (final MetricType type : MetricType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw HttpRefusal.badRequest(
                "type: " + JsonBody.shown(field) + " (expected: gauge, counter, derive or absolute)");
    }

    private void readValue(final JsonParser field) throws IOException {
        final JsonToken token = field.currentToken();
        if (!token.isNumeric()) {
            throw HttpRefusal.badRequest("value: " + JsonBody.shown(field) + " (expected: a number)");
        }
        hasValue = true;
        integer = token == JsonToken.VALUE_NUMBER_INT ? field.getBigIntegerValue() : null;
        value = integer == null ? field.getDoubleValue() : integer.doubleValue();
    }

    @Override
    public void end() {
        if (type == null || !hasValue) {
            final String missing = type == null ? "type" : "value";
            throw HttpRefusal.badRequest(
                    stray != null && NearestName.of(stray, List.of(missing)).isPresent()
                            ? stray + ": no member of a metric (did you mean " + missing + "?)"
                            : "no " + missing
                                    + (type == null ? " (expected: gauge, counter, derive or absolute)" : ""));
        }
        if (count == types.length) {
            grow();
        }
        types[count] = type;
        areIntegral[count] = isExact();
        bits[count] = areIntegral[count] ? integer.longValue() : Double.doubleToRawLongBits(value);
        timesNs[count] = timeNs;
        places[count] = count + faults.count();
        count++;
    }

    @Override
    public void fail(final Supplier<String> reason) {
        faults.add(count + faults.count(), reason);
    }

    /** Integers of rates stay integers, so that a counter beyond 2^53 loses nothing. */
    private boolean isExact() {
        if (integer == null || type == MetricType.GAUGE) {
            return false;
        }
        return type == MetricType.DERIVE
                ? integer.bitLength() < Long.SIZE
                : integer.signum() >= 0 && integer.compareTo(TWO_64) < 0;
    }

    private void grow() {
        final int capacity = 2 * count;
        types = Arrays.copyOf(types, capacity);
        areIntegral = Arrays.copyOf(areIntegral, capacity);
        bits = Arrays.copyOf(bits, capacity);
        timesNs = Arrays.copyOf(timesNs, capacity);
        places = Arrays.copyOf(places, capacity);
    }

    // ---- publishing and echoing

    @Override
    public int count() {
        return count;
    }

    @Override
    public long bytes() {
        return (long) BYTES * types.length;
    }

    @Override
    public int place(final int i) {
        return places[i];
    }

    @Override
    public EntryFaults faults() {
        return faults;
    }

    @Override
    public boolean offer(final int i, final Producer producer, final DirectBuffer keyBytes) {
        return areIntegral[i]
                ? producer.integralMetric(types[i], keyBytes, 0, keyBytes.capacity(), bits[i], timesNs[i])
                : producer.metric(
                        types[i], keyBytes, 0, keyBytes.capacity(), Double.longBitsToDouble(bits[i]), timesNs[i]);
    }

    @Override
    public void echo(final int i, final ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\"type\":\"" + types[i].name().toLowerCase(Locale.ROOT) + "\",\"value\":");
        if (!areIntegral[i]) {
            encoder.number(out, Double.longBitsToDouble(bits[i]));
        } else {
            ByteBufUtil.writeAscii(
                    out, types[i] == MetricType.DERIVE ? Long.toString(bits[i]) : Long.toUnsignedString(bits[i]));
        }
        ByteBufUtil.writeAscii(out, ",\"timestamp\":");
        encoder.seconds(out, timesNs[i]);
    }
}
