package leela.io.http.graphite.path;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.runtime.HeapShare;
import leela.io.http.HttpRefusal;

/**
 * How many values all requests together may hold: three quarters of the share of the heap that is for reading.
 * Thread: any.
 * Errors: a 503 where others hold them, a 400 where one request asks for more than there are.
 */
public final class ValueBudget {

    private static final int VALUE_BYTES = Double.BYTES;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    public ValueBudget() {
        this(HeapShare.READS.bytes() / VALUE_BYTES * 3 / 4);
    }

    public ValueBudget(final long most) {
        this.most = most;
    }

    /** For a request that holds others already. */
    void take(final long count, final long held) {
        final long now = taken.addAndGet(count);
        if (now > most) {
            taken.addAndGet(-count);
            throw count + held > most
                    ? HttpRefusal.badRequest(
                            "more than " + most + " values (expected: fewer series or a shorter range)")
                    : new HttpRefusal(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "the memory for series is used up just now; ask for less, or try again");
        }
    }

    void giveBack(final long count) {
        taken.addAndGet(-count);
    }

    /** How many are held. */
    public long taken() {
        return taken.get();
    }
}
