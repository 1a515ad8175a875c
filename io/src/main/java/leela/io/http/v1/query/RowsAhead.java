package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;

/**
 * A page that was made before its turn, and the rows that come behind it.
 * Thread: one at a time.
 * Memory: a page, and a cursor.
 */
record RowsAhead(AnswerRows rows, ByteBuf page) implements AutoCloseable {

    /** Appends the page; the rows behind it, which are the caller's from now on. */
    AnswerRows appendTo(final ByteBuf out) {
        out.writeBytes(page);
        page.release();
        return rows;
    }

    @Override
    public void close() {
        page.release();
        rows.close();
    }
}
