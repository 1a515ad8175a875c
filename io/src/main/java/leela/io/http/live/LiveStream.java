package leela.io.http.live;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.StandingQuery;
import leela.io.http.LiveAnswer;
import leela.io.output.queue.ResultQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client and the query that it follows. It is sent what waits for it whenever it has taken what was sent before; so
 * a slow one loses results, is told how many, and costs nobody else.
 * Thread: the streams'.
 * Memory: its queue, out of the budget of all.
 */
final class LiveStream {

    /** Of results, before they are written out: a page that is soon taken, so that the next is not old. */
    static final int PAGE_BYTES = 16 << 10;

    private static final int PAGE_CAPACITY = 4 * PAGE_BYTES;
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(15);

    private final LiveAnswer answer;
    private final String address;
    private final ResultQueue results;
    private final StandingQuery query;
    private final Counters counters;
    private long sentNs;
    private long lastId;
    private long lostTold;
    private boolean isSent;

    LiveStream(
            final LiveAnswer answer,
            final String address,
            final ResultQueue results,
            final StandingQuery query,
            final Counters counters,
            final long nowNs) {
        this.answer = answer;
        this.address = address;
        this.results = results;
        this.query = query;
        this.counters = counters;
        sentNs = nowNs;
    }

    String address() {
        return address;
    }

    /** Sends what waits; false once there is nothing more to do for it. */
    boolean serve(final ServerSentEvents events, final UnsafeBuffer scratch, final long nowNs) {
        isSent = false;
        if (answer.isGone()) {
            return false;
        }
        if (!answer.isReady()) {
            return true;
        }
        // before the queue is looked at, so that nothing comes behind the end
        final boolean isEnded = results.isEnded();
        final boolean isSilent = nowNs - sentNs >= SILENCE_NS;
        if (results.isEmpty() && results.lost() == lostTold && !isEnded && !isSilent) {
            return true;
        }
        final ByteBuf page = answer.allocator().buffer(PAGE_CAPACITY);
        final boolean isLast = !append(page, events, scratch) && isEnded;
        if (isLast) {
            answer.end(page);
            return false;
        }
        if (!page.isReadable()) {
            ServerSentEvents.alive(page);
        }
        sentNs = nowNs;
        isSent = true;
        answer.send(page);
        return true;
    }

    /** Whether more waits for a client that takes what it is sent. */
    boolean isBehind() {
        return isSent && !results.isEmpty();
    }

    /** Results, then how many were lost meanwhile; false where there were none. */
    private boolean append(final ByteBuf page, final ServerSentEvents events, final UnsafeBuffer scratch) {
        final long lost = results.lost();
        results.unqueue();
        final int end = results.drainTo(scratch, 0, PAGE_BYTES);
        for (int offset = 0; offset < end; offset += ResultRecord.length(scratch, offset)) {
            events.result(page, ++lastId, scratch, offset);
        }
        counters.add(LiveCounter.EVENTS_SENT, results.drained());
        // what was lost came behind all that waits
        if (lost > lostTold && results.isEmpty()) {
            ServerSentEvents.lost(page, lost - lostTold);
            lastId += lost - lostTold;
            lostTold = lost;
        }
        return page.isReadable();
    }

    /** Ends the query; the stream ends behind its last result. */
    void finish() {
        query.close();
    }

    /** The client has left, or has had all. */
    void close() {
        query.close();
        results.discard();
    }
}
