package leela.engine.dmproc.warm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.NamedThreads;
import leela.engine.spi.PastPoints;
import org.agrona.ErrorHandler;

/**
 * Reads the past of series for queries that have begun: off the ring's threads, one series at a time.
 * Thread: its own, {@code leela-warm}; {@link #offer} any.
 * Memory: the requests that wait, at most {@value #MOST_WAITING}, and the points of one series.
 * Errors: what could not be read is told to the request as a gap; what a request throws is reported.
 */
public final class WarmStarts implements AutoCloseable {

    /** A query over more series than this is filled for so many. */
    static final int MOST_WAITING = 1 << 17;

    private static final int PORTION = 1024;
    private static final long IDLE_NS = 100_000_000;
    private static final long JOIN_MS = 30_000;

    /** A series, or a query, that is to be filled. */
    public interface Request {

        /**
         * Reads what it needs; on the thread that reads. Whoever hands it to the ring does so as a recorded command.
         *
         * @param gap why it cannot be read, if it cannot
         */
        void fill(PastPoints past, PastPoints.Gap gap);
    }

    private final PastPoints past;
    private final ErrorHandler onError;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean isClosed;

    public WarmStarts(final PastPoints past, final ErrorHandler onError) {
        this.past = past;
        this.onError = onError;
        thread = NamedThreads.named("leela-warm", onError, this::run);
    }

    public void start() {
        thread.start();
    }

    /** Takes a request; false if too many wait, and the series begins with nothing. */
    public boolean offer(final Request request) {
        final boolean isTaken = !isClosed && waiting.offer(request);
        LockSupport.unpark(thread);
        return isTaken;
    }

    private void run() {
        final List<Request> portion = new ArrayList<>(PORTION);
        while (!isClosed) {
            if (waiting.drainTo(portion, PORTION) == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
            fill(portion);
            portion.clear();
        }
    }

    /** They were all offered before: catching up once is enough for them. */
    private void fill(final List<Request> portion) {
        if (portion.isEmpty()) {
            return;
        }
        final PastPoints.Gap gap = past.catchUp();
        for (final Request request : portion) {
            if (isClosed) {
                return;
            }
            try {
                request.fill(past, gap);
            } catch (final RuntimeException fault) {
                onError.onError(BackgroundFault.of("filling queries from history", fault));
            }
        }
    }

    /** Requests that wait are dropped. */
    @Override
    public void close() {
        // no interrupt: this thread may be running the handlers, and their channels would close
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
