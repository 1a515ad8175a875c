package leela.io.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.agrona.ErrorHandler;

/**
 * Where requests for history become page streams on the workers, as many as are admitted. Where all places are taken,
 * the client that has not taken its page for longest loses its own.
 * Thread: the loop's.
 * Errors: a 429 where no place is free and none stands still.
 */
public final class Reads {

    /** A client that takes a page sooner is only slow. */
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(1);

    private final Workers workers;
    private final Counters counters;
    private final Clock clock;
    private final ErrorHandler onError;
    private final Set<PageStream> streams = ConcurrentHashMap.newKeySet();

    Reads(final Workers workers, final Counters counters, final Clock clock, final ErrorHandler onError) {
        this.workers = workers;
        this.counters = counters;
        this.clock = clock;
        this.onError = onError;
    }

    public void start(final Exchange exchange, final Pages pages) {
        if (!workers.admit() && !evictStalled()) {
            throw new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    HttpLimits.MAX_QUERIES + " requests read history just now; try again");
        }
        new Read(exchange, exchange.takesGzip() ? new GzipPages(pages) : pages).start();
    }

    /** Frees a place, which the caller has then; its stream gives it back when its worker hears of it. */
    private boolean evictStalled() {
        final Optional<PageStream> longest = streams.stream().max(Comparator.comparing(PageStream::stalledNs));
        if (longest.isEmpty() || longest.get().stalledNs() < STALLED_NS) {
            return false;
        }
        streams.remove(longest.get());
        longest.get().cut();
        workers.admitBeyond();
        return true;
    }

    /** A stream that has a place until it ends. */
    private final class Read {
        private final PageStream stream;

        private Read(final Exchange exchange, final Pages pages) {
            stream = new PageStream(
                    exchange, pages, HttpResponseStatus.OK, workers, this::end, counters, clock, onError);
        }

        private void start() {
            streams.add(stream);
            stream.start();
        }

        private void end() {
            streams.remove(stream);
            workers.release();
        }
    }
}
