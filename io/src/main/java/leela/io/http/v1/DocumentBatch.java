package leela.io.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Supplier;
import leela.engine.ring.Producer;
import leela.io.http.HttpRefusal;
import leela.io.json.JsonEncoder;
import org.agrona.DirectBuffer;

/**
 * The documents of one body, each written anew without white space: what is kept is JSON beyond doubt, its numbers to
 * the digit.
 * Thread: one at a time.
 * Memory: their bytes, and {@link #BYTES} each; at most as much again.
 * Errors: an object without a value, or with another name than the path's key, is noted with its place.
 */
final class DocumentBatch implements EntryBatch, JsonBody.Entries {

    private static final JsonFactory WRITER = new JsonFactory();

    private static final int FIRST_CAPACITY = 16;
    private static final int BYTES = 16;

    private final byte[] key;
    private final long nowNs;
    private final JsonEncoder encoder = new JsonEncoder();
    /** All documents, one behind the other, and where each ends. */
    private final ByteBuf json = Unpooled.buffer();

    private int[] ends = new int[FIRST_CAPACITY];
    private long[] timesNs = new long[FIRST_CAPACITY];
    private int[] places = new int[FIRST_CAPACITY];
    private int count;
    private final EntryFaults faults = new EntryFaults();

    // the object in hand
    private boolean hasValue;
    private long timeNs;

    private DocumentBatch(final byte[] key, final long nowNs) {
        this.key = key;
        this.nowNs = nowNs;
    }

    /** The documents in the body; those without a time are of now. */
    static DocumentBatch read(final ByteBuf body, final byte[] key, final long nowNs) {
        final DocumentBatch batch = new DocumentBatch(key, nowNs);
        JsonBody.readStrictly(body, batch);
        return batch;
    }

    @Override
    public void begin() {
        hasValue = false;
        timeNs = nowNs;
    }

    @Override
    public void field(final String name, final JsonParser field) throws IOException {
        switch (name) {
            case "value" -> copy(field);
            case "timestamp" -> timeNs = JsonBody.timeNs(field);
            case "name" -> JsonBody.checkName(field, key);
            case "time", "ts", "date" ->
                throw HttpRefusal.badRequest(name + ": no member of a document (expected: timestamp)");
            default -> field.skipChildren();
        }
    }

    private void copy(final JsonParser value) throws IOException {
        json.writerIndex(start(count));
        try (JsonGenerator generator = WRITER.createGenerator((OutputStream) new ByteBufOutputStream(json))) {
            int depth = copyToken(value, generator);
            while (depth > 0) {
                value.nextToken();
                depth += copyToken(value, generator);
            }
        }
        hasValue = true;
    }

    private int start(final int i) {
        return i == 0 ? 0 : ends[i - 1];
    }

    /**
     * Numbers as they are written: JSON has no bounds for them, and every number type of ours has. What it adds to the
     * depth.
     */
    private static int copyToken(final JsonParser value, final JsonGenerator generator) throws IOException {
        final JsonToken token = value.currentToken();
        if (token.isNumeric()) {
            generator.writeNumber(value.getText());
        } else {
            generator.copyCurrentEvent(value);
        }
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    @Override
    public void end() {
        if (!hasValue) {
            throw HttpRefusal.badRequest("no value");
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
            timesNs = Arrays.copyOf(timesNs, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
        }
        ends[count] = json.writerIndex();
        timesNs[count] = timeNs;
        places[count] = count + faults.count();
        count++;
    }

    @Override
    public void fail(final Supplier<String> reason) {
        faults.add(count + faults.count(), reason);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long bytes() {
        return json.capacity() + (long) BYTES * ends.length;
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
        final byte[] document = ByteBufUtil.getBytes(json, start(i), ends[i] - start(i), true);
        return producer.data(keyBytes, 0, keyBytes.capacity(), document, timesNs[i]);
    }

    @Override
    public void echo(final int i, final ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\"value\":");
        out.writeBytes(json, start(i), ends[i] - start(i));
        ByteBufUtil.writeAscii(out, ",\"timestamp\":");
        encoder.seconds(out, timesNs[i]);
    }
}
