package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.runtime.PrintableText;

/**
 * How an error is written in the body of an answer.
 * Thread: any; immutable.
 */
public interface ErrorForm {

    /** The message alone, printable whatever it quotes: clients of Graphite and Prometheus log it as it comes. */
    ErrorForm TEXT = new ErrorForm() {

        private static final int LONGEST = 4000;

        @Override
        public String contentType() {
            return "text/plain; charset=utf-8";
        }

        @Override
        public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
            final Object message = notes.get("message");
            final String text = message == null ? status.reasonPhrase() : message.toString();
            final String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
            shown.lines().forEach(line -> ByteBufUtil.writeUtf8(out, PrintableText.of(line) + "\n"));
        }
    };

    /** Of the bodies that {@link #error} writes. */
    String contentType();

    /** Writes a whole body; {@code notes} are facts for the client, {@code message} among them. */
    void error(ByteBuf out, HttpResponseStatus status, Map<String, ?> notes);
}
