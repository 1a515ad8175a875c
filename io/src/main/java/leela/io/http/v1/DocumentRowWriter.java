package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import leela.engine.history.History;
import leela.io.http.RequestTarget;
import leela.io.json.JsonEncoder;

/**
 * Documents as rows; what was stored is JSON already.
 * Thread: one at a time.
 */
final class DocumentRowWriter implements RowWriter {

    private final History.Documents documents;
    private final JsonEncoder encoder = new JsonEncoder();

    private int left;

    private DocumentRowWriter(final History.Documents documents, final int limit) {
        this.documents = documents;
        this.left = limit;
    }

    /** As the parameter {@code limit} asks. */
    static RowWriter.Source source(final RequestTarget target) {
        final int limit = RowLimit.of(target);
        return (history, query) -> new DocumentRowWriter(
                history.documents(
                        query.key(), query.range().fromNs(), query.range().toNs()),
                limit);
    }

    @Override
    public int appendTo(final ByteBuf out) {
        if (left == 0 || !documents.next()) {
            return END;
        }
        left--;
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
