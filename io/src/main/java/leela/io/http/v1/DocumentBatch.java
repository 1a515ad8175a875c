package leela.io.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import leela.engine.ring.Producer;
import leela.io.http.HttpRefusal;
import leela.io.json.JsonEncoder;
import org.agrona.DirectBuffer;

/**
 * The documents of one body, each written anew without white space: what is kept is JSON beyond doubt, its numbers to
 * the digit.
 * Thread: the loop's.
 * Memory: about the body's size.
 * Errors: an object without a value, or with another name than the path's key, is noted with its place.
 */
final class DocumentBatch implements EntryBatch, JsonBody.Entries {

    private static final JsonFactory WRITER = new JsonFactory();

    private record Document(byte[] json, long timeNs, int place) {}

    private final byte[] key;
    private final long nowNs;
    private final JsonEncoder encoder = new JsonEncoder();
    private final List<Document> documents = new ArrayList<>();
    private final EntryFaults faults = new EntryFaults();

    // the object in hand
    private byte[] json;
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
        json = null;
        timeNs = nowNs;
    }

    @Override
    public void field(final String name, final JsonParser field) throws IOException {
        switch (name) {
            case "value" -> json = copy(field);
            case "timestamp" -> timeNs = JsonBody.timeNs(field);
            case "name" -> JsonBody.checkName(field, key);
            default -> field.skipChildren();
        }
    }

    private static byte[] copy(final JsonParser value) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = WRITER.createGenerator(bytes)) {
            int depth = copyToken(value, generator);
            while (depth > 0) {
                value.nextToken();
                depth += copyToken(value, generator);
            }
        }
        return bytes.toByteArray();
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
        if (json == null) {
            throw HttpRefusal.badRequest("no value");
        }
        documents.add(new Document(json, timeNs, documents.size() + faults.count()));
    }

    @Override
    public void fail(final String reason) {
        faults.add(documents.size() + faults.count(), reason);
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public int place(final int i) {
        return documents.get(i).place;
    }

    @Override
    public EntryFaults faults() {
        return faults;
    }

    @Override
    public boolean offer(final int i, final Producer producer, final DirectBuffer keyBytes) {
        final Document document = documents.get(i);
        return producer.data(keyBytes, 0, keyBytes.capacity(), document.json, document.timeNs);
    }

    @Override
    public void echo(final int i, final ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\"value\":");
        out.writeBytes(documents.get(i).json);
        ByteBufUtil.writeAscii(out, ",\"timestamp\":");
        encoder.seconds(out, documents.get(i).timeNs);
    }
}
