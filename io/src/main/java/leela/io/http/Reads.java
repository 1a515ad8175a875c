package leela.io.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import leela.engine.counters.Counters;
import org.agrona.ErrorHandler;

/**
 * Where requests for history become page streams on the workers, as many as are admitted.
 * Thread: the loop's.
 * Errors: beyond the bound, a 429.
 */
public record Reads(Workers workers, Counters counters, ErrorHandler onError) {

    public void start(final Exchange exchange, final Pages pages) {
        if (!workers.admit()) {
            throw new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    HttpLimits.MAX_QUERIES + " requests read history just now; try again");
        }
        new PageStream(exchange, pages, HttpResponseStatus.OK, workers, workers::release, counters, onError).start();
    }
}
