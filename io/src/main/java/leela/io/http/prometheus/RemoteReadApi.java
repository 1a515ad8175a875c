package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.runtime.Clock;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.ErrorForm;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;

/**
 * {@code POST /api/v1/read}: Prometheus' remote read, as samples or as streamed chunks, whichever the client would
 * rather have.
 * Thread: the loop's; requests are unpacked by a thread for bodies, history is read by the workers.
 */
public final class RemoteReadApi implements Api {

    private final History history;
    private final StorageHealth health;
    private final Counters counters;
    private final Clock clock;
    private final KeyPattern.Compiler patterns;
    private final ReadMemory memory;

    /** {@code patterns}: of regular expressions. */
    public RemoteReadApi(
            final History history,
            final StorageHealth health,
            final Counters counters,
            final Clock clock,
            final KeyPattern.Compiler patterns) {
        this(history, health, counters, clock, patterns, new ReadMemory());
    }

    RemoteReadApi(
            final History history,
            final StorageHealth health,
            final Counters counters,
            final Clock clock,
            final KeyPattern.Compiler patterns,
            final ReadMemory memory) {
        this.history = history;
        this.health = health;
        this.counters = counters;
        this.clock = clock;
        this.patterns = patterns;
        this.memory = memory;
    }

    History history() {
        return history;
    }

    Counters counters() {
        return counters;
    }

    Clock clock() {
        return clock;
    }

    ReadMemory memory() {
        return memory;
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock unused) {
        return ErrorForm.TEXT;
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.POST, "/api/v1/read", (exchange, rest) -> {
            requireWholeHistory();
            final ReadRequest[] request = new ReadRequest[1];
            reads.decode(exchange, () -> request[0] = parse(exchange), () -> {
                exchange.releaseBody();
                reads.start(exchange, pagesOf(request[0]));
            });
        });
    }

    private void requireWholeHistory() {
        if (!health.isWhole()) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: what an earlier run left is being read; try again");
        }
    }

    private ReadRequest parse(final Exchange exchange) {
        final ByteBuf body = exchange.body();
        return ReadRequest.parse(body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes(), patterns);
    }

    private Pages pagesOf(final ReadRequest request) {
        return request.isStreamed()
                ? new ChunkFramePages(new RemoteRead(this, request.queries(), ChunkFramePages.MOST_POINTS))
                : new SamplePages(new RemoteRead(this, request.queries(), SamplePages.MOST_POINTS));
    }
}
