package leela.io.http.live;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.LiveAnswer;
import leela.io.http.Reads;
import leela.io.http.Routes;
import leela.io.socket.ReceiverContext;

/**
 * GET /v1/stream: the results of a query as they come ([http 10]).
 * Thread: the loop's; closed by the one that closes the service, before the server.
 * Errors: a query that is none is a 400 that names line and column.
 */
public final class LiveApi implements Api, AutoCloseable {

    private static final String QUERY = "query";

    private final LiveStreams streams;

    public LiveApi(
            final QueryRegistry queries,
            final MatchingSeries known,
            final KeyPattern.Compiler patterns,
            final LiveConfig config,
            final ReceiverContext context) {
        streams =
                new LiveStreams(new QueryStart(queries, known, patterns, config, context.counters()), config, context);
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.GET, "/v1/stream", this::serve);
    }

    private void serve(final Exchange exchange, final String rest) {
        final String query = exchange.target().expect(QUERY).text(QUERY);
        if (query.isEmpty()) {
            throw HttpRefusal.badRequest("query: none (expected: query=SELECT …;)");
        }
        streams.open(new LiveAnswer(exchange), parse(query), exchange.host());
    }

    private static Program parse(final String query) {
        try {
            final Program program = Program.parseSelect(query);
            if (program.isRecorded()) {
                throw HttpRefusal.badRequest("query: RECORD (expected: SELECT; a stream shows, and keeps nothing)");
            }
            return program;
        } catch (final SyntaxException bad) {
            throw refusalOf(query, bad);
        }
    }

    private static HttpRefusal refusalOf(final String query, final SyntaxException bad) {
        final String before = query.substring(0, Math.min(query.length(), bad.column() - 1));
        final int lineStart = before.lastIndexOf('\n') + 1;
        final Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("message", bad.getMessage());
        notes.put("line", before.chars().filter(c -> c == '\n').count() + 1);
        notes.put("column", before.length() - lineStart + 1);
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, notes);
    }

    @Override
    public void close() {
        streams.close();
    }
}
