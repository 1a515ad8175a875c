package leela.io.http;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;

/**
 * Documents as rows; what was stored is JSON already.
 * Thread: one at a time.
 */
final class DocumentRows implements Rows {

    private final History.Documents documents;
    private final JsonEncoder encoder = new JsonEncoder();

    private DocumentRows(final History.Documents documents) {
        this.documents = documents;
    }

    static Rows open(final History history, final byte[] key, final TimeRange range) {
        return new DocumentRows(history.documents(key, range.fromNs(), range.toNs()));
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
