package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.counters.Counters;
import leela.engine.history.AmbiguousKeyException;
import leela.engine.history.HistoryException;
import leela.engine.runtime.Clock;
import leela.io.http.intake.Workers;
import org.agrona.ErrorHandler;

/**
 * Sends pages as fast as the client takes them. A worker makes a page and hands it to the loop, which writes it;
 * meanwhile the next is made, but no more before the client's socket has taken one. So a request has two pages in
 * memory, and a slow reader holds no thread.
 * Thread: pages are made by one worker at a time and sent by the loop; each hand-over goes through an executor.
 * Errors: before the first page is out, storage that does not answer is a 503; later the answer is cut, counted
 * STREAMS_ABORTED.
 */
final class PageStream {

    private final Exchange exchange;
    private final Pages pages;
    private final HttpResponseStatus status;
    private final Workers worker;
    private final Executor loop;
    private final Runnable onEnd;
    private final Counters counters;
    private final Clock clock;
    private final ErrorHandler onError;
    /** Pages that may be made now; a step is under way, or waits in the worker, while there are any. */
    private final AtomicInteger room = new AtomicInteger(HttpLimits.PAGES);

    /** How long its pages have taken so far: one step hands it on to the next. */
    private volatile long servedNs;

    // loop
    private boolean isBegun;
    private boolean isSending;
    private long sentNs;

    /**
     * @param worker where pages are made and closed
     * @param loop   where they are sent, in the order in which they were made
     * @param onEnd  runs once, behind everything else: the client has taken the last page, or has left
     */
    PageStream(
            final Exchange exchange,
            final Pages pages,
            final HttpResponseStatus status,
            final Workers worker,
            final Executor loop,
            final Runnable onEnd,
            final Counters counters,
            final Clock clock,
            final ErrorHandler onError) {
        this.clock = clock;
        this.exchange = exchange;
        this.pages = pages;
        this.status = status;
        this.worker = worker;
        this.loop = loop;
        this.onEnd = onEnd;
        this.counters = counters;
        this.onError = onError;
    }

    /** Asks for a page. Thread: any. */
    void start() {
        try {
            worker.execute(this::step, servedNs);
        } catch (final RejectedExecutionException e) {
            // the service ends; no step is under way or waits, so the pages are this thread's
            abandon();
        }
    }

    private void abandon() {
        end();
        loop.execute(this::cut);
    }

    // ---- worker

    private void step() {
        if (exchange.isGone()) {
            abandon();
            return;
        }
        final ByteBuf page = exchange.allocator().directBuffer(HttpLimits.PAGE_CAPACITY);
        if (!make(page) && room.decrementAndGet() > 0) {
            start();
        }
    }

    /** Makes a page and hands it on; true if none is to be made behind it, or that is under way already. */
    private boolean make(final ByteBuf page) {
        final long startNs = clock.ticksNs();
        try {
            final boolean hasMore = pages.appendTo(page);
            servedNs = servedNs + clock.ticksNs() - startNs;
            if (hasMore && !page.isReadable()) {
                page.release();
                start();
                return true;
            }
            final boolean isLast = !hasMore || exchange.method().equals(HttpMethod.HEAD);
            if (isLast) {
                closePages();
            }
            loop.execute(() -> send(page, hasMore));
            return isLast;
        } catch (final RuntimeException e) {
            page.release();
            end();
            loop.execute(() -> fail(e));
            return true;
        }
    }

    private void end() {
        closePages();
        onEnd.run();
    }

    private void closePages() {
        try {
            pages.close();
        } catch (final RuntimeException e) {
            onError.onError(e);
        }
    }

    // ---- loop

    private void send(final ByteBuf page, final boolean hasMore) {
        sentNs = clock.ticksNs();
        isSending = true;
        if (!isBegun && !hasMore) {
            exchange.whole(status, pages, page, onEnd);
            return;
        }
        if (!isBegun) {
            isBegun = true;
            exchange.beginPages(status, pages);
        }
        if (exchange.method().equals(HttpMethod.HEAD)) {
            page.release();
            exchange.endHead(onEnd);
        } else {
            exchange.page(page, !hasMore, hasMore ? this::onTaken : onEnd);
        }
    }

    private void onTaken() {
        isSending = false;
        if (room.getAndIncrement() == 0) {
            start();
        }
    }

    private void fail(final RuntimeException fault) {
        final boolean isExpected = fault instanceof HttpRefusal
                || fault instanceof HistoryException
                || fault instanceof AmbiguousKeyException;
        if (!isExpected) {
            counters.increment(HttpCounter.ERRORS);
            onError.onError(fault);
        }
        if (isBegun) {
            cut();
        } else {
            exchange.refuse(refusalOf(fault));
        }
    }

    /** For how long the client has not taken what was sent. Thread: the loop's. */
    long stalledNs() {
        return isSending ? clock.ticksNs() - sentNs : 0;
    }

    /** Ends the answer in the middle. Thread: the loop's. */
    void cut() {
        counters.increment(HttpCounter.STREAMS_ABORTED);
        exchange.cut();
    }

    private static HttpRefusal refusalOf(final RuntimeException fault) {
        if (fault instanceof HttpRefusal refusal) {
            return refusal;
        }
        if (fault instanceof AmbiguousKeyException several) {
            return HttpRefusal.of(several);
        }
        if (fault instanceof HistoryException) {
            return new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "storage: " + fault.getMessage());
        }
        return HttpRefusal.fault();
    }
}
