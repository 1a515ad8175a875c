package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import leela.engine.history.HistoryException;

/**
 * The page that comes next, made by a thread that has nothing else to do. Where that has not begun when the page is
 * wanted, it never does: so nobody waits but for work that goes on.
 * Thread: {@link #run} is the helper's; all else is the request's, one at a time.
 * Memory: a page, and a cursor.
 * Errors: what the helper met is thrown where the page is taken.
 */
final class RowsAhead implements Runnable, AutoCloseable {

    private final Supplier<AnswerRows> opener;
    private final Supplier<ByteBuf> allocator;
    private final RowsPage maker;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);
    /** These are the helper's until its end. */
    private AnswerRows rows;

    private ByteBuf page;
    private RuntimeException fault = new IllegalStateException("a page was begun and not ended");

    /** Makes a page of rows. */
    interface RowsPage {
        void append(AnswerRows rows, ByteBuf out);
    }

    RowsAhead(final Supplier<AnswerRows> opener, final Supplier<ByteBuf> allocator, final RowsPage maker) {
        this.opener = opener;
        this.allocator = allocator;
        this.maker = maker;
    }

    @Override
    public void run() {
        if (!isTaken.compareAndSet(false, true)) {
            return;
        }
        try {
            rows = opener.get();
            page = allocator.get();
            maker.append(rows, page);
            fault = null;
        } catch (final RuntimeException met) {
            fault = met;
        } finally {
            end.countDown();
        }
    }

    /** Appends the page, if there is one; the rows behind it, which are the caller's from now on. */
    AnswerRows take(final ByteBuf out) {
        if (isTaken.compareAndSet(false, true)) {
            end.countDown();
            return opener.get();
        }
        await();
        if (fault != null) {
            throw fault;
        }
        out.writeBytes(page);
        final AnswerRows behind = rows;
        rows = null;
        return behind;
    }

    private void await() {
        try {
            end.await();
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new HistoryException("the engine ends", ended);
        }
    }

    /** Lets go of what was not taken. */
    @Override
    public void close() {
        if (isTaken.compareAndSet(false, true)) {
            end.countDown();
            return;
        }
        await();
        if (page != null) {
            page.release();
            page = null;
        }
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
