package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.io.json.JsonEncoder;

/**
 * Documents as rows; what was stored is JSON already.
 * Thread: one at a time.
 */
final class DocumentRowWriter implements RowWriter {

    private final History.Documents documents;
    private final JsonEncoder encoder = new JsonEncoder();

    private DocumentRowWriter(final History.Documents documents) {
        this.documents = documents;
    }

    static RowWriter open(final History history, final byte[] key, final TimeRange range) {
        return new DocumentRowWriter(history.documents(key, range.fromNs(), range.toNs()));
    }

    @Override
    public int appendTo(final ByteBuf out) {
        if (!documents.next()) {
            return END;
        }
        out.writeByte('[');
        encoder.seconds(out, documents.timeNs());
        out.writeByte(',').writeBytes(documents.json()).writeByte(']').writeByte(',');
        return 1;
    }

    @Override
    public void close() {
        documents.close();
    }
}
