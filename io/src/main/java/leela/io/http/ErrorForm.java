package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * How an error is written in the body of an answer.
 * Thread: any; immutable.
 */
public interface ErrorForm {

    /** Of the bodies that {@link #error} writes. */
    String contentType();

    /** Writes a whole body; {@code notes} are facts for the client, {@code message} among them. */
    void error(ByteBuf out, HttpResponseStatus status, Map<String, ?> notes);
}
