package leela.io.http.v1.deletion;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Consumer;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.Pages;

/** The one page that tells what was deleted, which is done when it is asked for. Thread: one at a time. */
final class DeletionPages implements Pages {

    /** Deletes, and appends what it has deleted. */
    interface Work extends Consumer<ByteBuf> {}

    private final Work work;
    private final Envelope envelope;

    DeletionPages(final Work work, final Envelope envelope) {
        this.work = work;
        this.envelope = envelope;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.ERROR;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        envelope.begin(out, HttpResponseStatus.OK);
        work.accept(out);
        envelope.end(out, Map.of());
        return false;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
