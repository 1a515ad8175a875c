package leela.io.http.prometheus;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.runtime.HeapShare;
import leela.io.http.HttpRefusal;

/**
 * What all requests together may hold of series found and frames half made: a quarter of the share of the heap that is
 * for reading.
 * Thread: any.
 * Units: bytes.
 */
final class ReadMemory {

    private static final int QUARTERS = 4;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    ReadMemory() {
        this(HeapShare.READS.bytes() / QUARTERS);
    }

    ReadMemory(final long most) {
        this.most = most;
    }

    Share share() {
        return new Share();
    }

    /** How many are held. */
    long taken() {
        return taken.get();
    }

    /**
     * What one request holds.
     * Thread: the request's.
     * Errors: a 503 where others hold the rest, a 400 where one asks for more than there is.
     */
    final class Share implements AutoCloseable {
        private long held;

        void take(final long bytes) {
            if (taken.addAndGet(bytes) > most) {
                taken.addAndGet(-bytes);
                throw held + bytes > most
                        ? HttpRefusal.badRequest("too many series match (expected: matchers that mean fewer)")
                        : new HttpRefusal(
                                HttpResponseStatus.SERVICE_UNAVAILABLE,
                                "the memory for series is used up just now; try again");
            }
            held += bytes;
        }

        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
