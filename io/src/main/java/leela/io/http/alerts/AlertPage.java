package leela.io.http.alerts;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Consumer;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.Pages;

/** The one page of an answer; what is asked is done before anything of it is written. Thread: one at a time. */
final class AlertPage implements Pages {

    private final Consumer<ByteBuf> work;
    private final Envelope envelope;

    AlertPage(final Consumer<ByteBuf> work, final Envelope envelope) {
        this.work = work;
        this.envelope = envelope;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.NEVER;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        final ByteBuf done = out.alloc().buffer();
        try {
            work.accept(done);
            envelope.begin(out, HttpResponseStatus.OK);
            out.writeBytes(done);
            envelope.end(out, Map.of());
        } finally {
            done.release();
        }
        return false;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
