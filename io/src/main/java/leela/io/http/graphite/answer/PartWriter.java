package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;

/** Writes an answer part by part. Thread: one at a time. */
public interface PartWriter {

    /** Appends the next part; false if it was the last. */
    boolean appendTo(ByteBuf out);
}
