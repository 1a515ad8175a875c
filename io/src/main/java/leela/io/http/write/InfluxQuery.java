package leela.io.http.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.io.http.AnswerHeaders;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;
import leela.io.json.JsonEncoder;

/**
 * As much of {@code /query} as lets clients start: they create a database, and look whether it is there. There is one
 * of every name that was created since the start, and all are the same.
 * Thread: the loop's.
 * Memory: {@link #MOST_NAMES} names.
 * Errors: a query for data is answered with an error, as InfluxDB answers one that fails.
 */
final class InfluxQuery {

    private static final int MOST_NAMES = 64;
    private static final int MOST_STATEMENTS = 16;
    private static final int MOST_LENGTH = 128;
    private static final Pattern CREATE =
            Pattern.compile("create\\s+database\\s+(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+).*", Pattern.CASE_INSENSITIVE);

    private final Set<String> databases = new LinkedHashSet<>(Set.of("leela"));

    void serve(final Exchange exchange) {
        final String query = queryOf(exchange);
        final ByteBuf out = exchange.allocator().buffer();
        ByteBufUtil.writeAscii(out, "{\"results\":[");
        int id = 0;
        for (final String statement : query.split(";", MOST_STATEMENTS)) {
            if (!statement.isBlank()) {
                ByteBufUtil.writeAscii(out, (id == 0 ? "" : ",") + "{\"statement_id\":" + id++);
                answer(statement.strip(), out);
                out.writeByte('}');
            }
        }
        ByteBufUtil.writeAscii(out, "]}\n");
        exchange.whole(HttpResponseStatus.OK, "application/json", AnswerHeaders.Caching.ERROR, out, Map.of());
    }

    /** Of the target, or of the form in the body. */
    private static String queryOf(final Exchange exchange) {
        final String query = exchange.target().text("q");
        if (!query.isEmpty()) {
            return query;
        }
        final String inBody = exchange.isSmall()
                ? RequestTarget.parse("/?" + exchange.body().toString(StandardCharsets.ISO_8859_1))
                        .text("q")
                : "";
        if (inBody.isEmpty()) {
            throw HttpRefusal.badRequest("missing required parameter \"q\"");
        }
        return inBody;
    }

    private void answer(final String statement, final ByteBuf out) {
        final String words = statement.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        final Matcher create = CREATE.matcher(statement);
        if (create.matches()) {
            add(create.group(1).replace("\"", ""));
        } else if (words.equals("show databases")) {
            String comma = "";
            begin(out, "databases", "\"name\"");
            for (final String name : databases) {
                ByteBufUtil.writeAscii(out, comma + "[");
                JsonEncoder.string(out, name);
                out.writeByte(']');
                comma = ",";
            }
            ByteBufUtil.writeAscii(out, "]}]");
        } else if (words.startsWith("show retention policies")) {
            begin(out, "", "\"name\",\"duration\",\"shardGroupDuration\",\"replicaN\",\"default\"");
            ByteBufUtil.writeAscii(out, "[\"autogen\",\"0s\",\"168h0m0s\",1,true]]}]");
        } else if (!words.startsWith("show ")) {
            ByteBufUtil.writeAscii(out, ",\"error\":");
            JsonEncoder.string(out, "only SHOW and CREATE DATABASE are answered here; read history at /v1/KEY");
        }
    }

    private static void begin(final ByteBuf out, final String name, final String columns) {
        final String named = name.isEmpty() ? "" : "\"name\":\"" + name + "\",";
        ByteBufUtil.writeAscii(out, ",\"series\":[{" + named + "\"columns\":[" + columns + "],\"values\":[");
    }

    private void add(final String name) {
        if (databases.size() < MOST_NAMES && name.length() <= MOST_LENGTH) {
            databases.add(name);
        }
    }
}
