package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.io.http.ErrorForm;

/** Errors as one line of text. Thread: immutable. */
final class TextErrors implements ErrorForm {

    static final TextErrors INSTANCE = new TextErrors();

    private TextErrors() {}

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
        final Object message = notes.get("message");
        ByteBufUtil.writeUtf8(out, (message == null ? status.reasonPhrase() : message) + "\n");
    }
}
