package leela.io.http;

import io.netty.buffer.ByteBuf;

/**
 * A body that is made page by page.
 * Thread: one at a time, handed on from step to step.
 * Errors: {@link leela.engine.history.HistoryException} where storage does not answer; {@link HttpRefusal} before the
 * first byte only.
 */
public interface Pages extends AutoCloseable {

    String contentType();

    /** Whether the answer may be taken from a cache; most change with the next value that arrives. */
    default AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.REVALIDATE;
    }

    /** How the pages are packed, as {@code Content-Encoding} names it; empty where they are not. */
    default String encoding() {
        return "";
    }

    /**
     * Whether the first page takes long, however short the answer is: then it is made beside those of others, and
     * {@code turn} tells when it may go on.
     */
    default boolean isComputed() {
        return false;
    }

    /** Of pages that are computed: to be used by the first {@link #appendTo}. */
    default void use(final Reads.Turn turn) {
        throw new IllegalStateException("pages that need no turn");
    }

    /** Appends a page; false if it was the last. Of one that is empty and not the last, the client hears nothing. */
    boolean appendTo(ByteBuf out);

    /** Lets go of cursors; may block. */
    @Override
    void close();
}
