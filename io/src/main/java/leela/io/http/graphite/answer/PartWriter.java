package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;

/** Writes an answer part by part. Thread: one at a time. */
public interface PartWriter extends AutoCloseable {

    /** Appends the next part; false if it was the last. */
    boolean appendTo(ByteBuf out);

    /** Whether it still reads from storage, which is done in the request's turn. */
    default boolean isReading() {
        return false;
    }

    @Override
    default void close() {
        // most hold nothing
    }
}
