package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * An answer that goes on until either side ends it: pages as there is something to say, one at a time, as fast as the
 * client takes them.
 * Thread: one at a time, any; what it says goes out on the loop, in order.
 * Memory: one page, until the client has taken it.
 * Errors: a client that does not take a page within {@link HttpLimits#TAKE_NS} is closed.
 */
public final class LiveAnswer {

    /** A proxy that gathered pages would make them late. */
    private static final Map<CharSequence, String> HEADERS = Map.of("x-accel-buffering", "no");

    private final Exchange exchange;
    private volatile boolean isReady = true;

    /** The answer to this request. */
    public LiveAnswer(final Exchange exchange) {
        this.exchange = exchange;
    }

    /** Refuses the request, in place of all else. */
    public void refuse(final RuntimeException refusal) {
        run(() -> exchange.fail(refusal));
    }

    /** Sends the head: to be called first. Where only that was asked for, that is all, and false. */
    public boolean begin(final String contentType) {
        final boolean isHead = exchange.method().equals(HttpMethod.HEAD);
        run(() -> {
            exchange.beginLive(contentType, HEADERS);
            if (isHead) {
                exchange.endHead(() -> {});
            }
        });
        return !isHead;
    }

    public ByteBufAllocator allocator() {
        return exchange.allocator();
    }

    /** Whether the client has taken all that was sent. */
    public boolean isReady() {
        return isReady;
    }

    /** Whether the client has left. */
    public boolean isGone() {
        return exchange.isGone();
    }

    /** Sends a page, taken over; only while {@link #isReady}. */
    public void send(final ByteBuf page) {
        isReady = false;
        send(page, false);
    }

    /** Ends the answer with this page, taken over, behind what was sent. */
    public void end(final ByteBuf page) {
        send(page, true);
    }

    private void send(final ByteBuf page, final boolean isLast) {
        if (!run(() -> exchange.page(page, isLast, () -> isReady = true))) {
            page.release();
        }
    }

    private boolean run(final Runnable step) {
        try {
            exchange.loop().execute(step);
            return true;
        } catch (final RejectedExecutionException theServerHasEnded) {
            return false;
        }
    }
}
