package leela.io.http.live;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.LiveAnswer;
import leela.io.http.PercentText;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;
import leela.io.json.JsonEncoder;
import leela.io.socket.ReceiverContext;

/**
 * GET /v1/stream: the results of a query as they come ([http 10]). GET /v1/keys/newest: the series that were made last
 * ([http 5]).
 * Thread: the loop's; closed by the one that closes the service, before the server.
 * Errors: a query that is none is a 400 that names line and column.
 */
public final class LiveApi implements Api, AutoCloseable {

    private static final String QUERY = "query";

    private final LiveStreams streams;
    private final SeriesTable table;
    private final Clock clock;

    public LiveApi(
            final QueryRegistry queries,
            final SeriesTable table,
            final KeyPattern.Compiler patterns,
            final LiveConfig config,
            final ReceiverContext context) {
        this.table = table;
        clock = context.clock();
        final MatchingSeries known = new MatchingSeries(table, clock);
        streams =
                new LiveStreams(new QueryStart(queries, known, patterns, config, context.counters()), config, context);
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.GET, "/v1/stream", this::serve)
                .addRead(HttpMethod.GET, "/v1/keys/newest", this::serveNewest);
    }

    private void serveNewest(final Exchange exchange, final String rest) {
        final RequestTarget unused = exchange.target().expect();
        Envelope.of(exchange, clock).answer(exchange, HttpResponseStatus.OK, Map.of(), out -> {
            String before = "{\"keys\":[";
            for (final Series series : table.newestFirst()) {
                ByteBufUtil.writeAscii(out, before);
                JsonEncoder.string(out, PercentText.key(series.key()));
                before = ",";
            }
            ByteBufUtil.writeAscii(out, before.equals(",") ? "]}" : before + "]}");
        });
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
