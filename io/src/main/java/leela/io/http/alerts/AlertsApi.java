package leela.io.http.alerts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.OpenAlert;
import leela.engine.dmproc.language.AlertCommand;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.runtime.Clock;
import leela.io.http.Api;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.LiveAnswer;
import leela.io.http.Reads;
import leela.io.http.Routes;
import leela.io.json.JsonEncoder;
import org.agrona.ErrorHandler;

/**
 * The routes of alerts.
 *
 * <pre>
 *   GET    /v1/alerts             those that are open; state, match and limit choose
 *   POST   /v1/alerts             a statement, such as ALERT …; or DROP ALERT name;
 *   GET    /v1/alerts/4711        what was told, why, what else was told of the same, and how it stands
 *   GET    /v1/alerts/changes     what was told since a time, the newest first: alerts that are over, too
 *   GET    /v1/alerts/stream      each change as it is told, as server-sent events
 *   POST   /v1/alerts/4711/ack    somebody has seen it: the body is what he says
 *   POST   /v1/alerts/4711/close  it is over for good: the body is what others should know
 *   GET    /v1/silences           those that hold
 *   POST   /v1/alerts/4711/silence  for, the body is why: nobody is told of that alert and group
 *   POST   /v1/silences           regex and for, the body is why
 *   DELETE /v1/silences/3         people are told again
 * </pre>
 *
 * Thread: the loop's; what is asked and done is the workers', since the disk may be waited for.
 * Errors: 400 for what cannot be read, 404 for a number that nobody has, 409 for what is not done.
 */
public final class AlertsApi implements Api, AutoCloseable {

    private static final String ALERTS = "/v1/alerts";
    private static final String SILENCES = "/v1/silences";
    private static final String SILENCE = "silence";
    private static final List<String> SAYINGS = List.of("ack", "close", SILENCE);
    private static final String BY = "by";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{0,64}");
    private static final String OVER_HTTP = " by HTTP";
    /** How many that are open are shown, where the client does not say, and at most. */
    static final int USUAL = 1000;

    private static final int MOST = 10_000;
    private static final int MOST_OF_SAME = 100;
    private static final String LAST_EVENT_ID = "last-event-id";

    private final AlertRegistry registry;
    private final AlertCommands commands;
    private final Clock clock;
    private final AlertRows rows;
    private final AlertStreams streams;

    /** Closing it ends the streams; {@code link} is what {@code {link}} stands for in notes. */
    public AlertsApi(
            final AlertRegistry registry,
            final AlertCommands commands,
            final String link,
            final Clock clock,
            final ErrorHandler onError) {
        this.registry = registry;
        this.commands = commands;
        this.clock = clock;
        rows = new AlertRows(link);
        streams = new AlertStreams(registry, rows, clock, onError);
    }

    @Override
    public void close() {
        streams.close();
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.GET, ALERTS, (exchange, rest) -> {
                    final String state = state(exchange.target().text("state"));
                    final String match = exchange.target().text("match");
                    final int limit = limit(exchange.target().text("limit"));
                    exchange.target().expect("state", "match", "limit");
                    answer(exchange, reads, out -> open(out, state, match, limit));
                })
                .addRead(HttpMethod.GET, ALERTS + "/changes", (exchange, rest) -> {
                    final long sinceNs = SinceText.of(exchange.target().text("since"), clock.timeNs());
                    final String match = exchange.target().text("match");
                    final int limit = limit(exchange.target().text("limit"));
                    exchange.target().expect("since", "match", "limit");
                    answer(exchange, reads, out -> past(out, sinceNs, match, limit));
                })
                .addRead(HttpMethod.GET, ALERTS + "/stream", (exchange, rest) -> {
                    exchange.target().expect();
                    final String last = exchange.header(LAST_EVENT_ID);
                    streams.open(new LiveAnswer(exchange), last.isEmpty() ? -1 : number(last));
                })
                .addWrite(HttpMethod.POST, ALERTS, saying(reads, (exchange, rest, body) -> body))
                .addRead(HttpMethod.GET, ALERTS + "/", (exchange, rest) -> {
                    exchange.target().expect();
                    answer(exchange, reads, out -> one(out, number(rest)));
                })
                .addWrite(HttpMethod.POST, ALERTS + "/", saying(reads, true, (exchange, rest, body) -> {
                    final int slash = rest.indexOf('/');
                    final String word = rest.substring(slash + 1);
                    if (slash < 0 || !SAYINGS.contains(word)) {
                        throw HttpRefusal.notFound(
                                "path: " + rest + " (expected: a number and /" + String.join(" or /", SAYINGS) + ")");
                    }
                    if (word.equals(SILENCE)) {
                        return SILENCE + " #" + number(rest.substring(0, slash)) + " FOR " + span(exchange) + " "
                                + plain(body) + ";";
                    }
                    exchange.target().expect(BY);
                    return word + " " + number(rest.substring(0, slash)) + " " + plain(body) + ";";
                }))
                .addRead(HttpMethod.GET, SILENCES, (exchange, rest) -> {
                    exchange.target().expect();
                    answer(exchange, reads, this::silences);
                })
                .addWrite(
                        HttpMethod.POST,
                        SILENCES,
                        saying(
                                reads,
                                (exchange, rest, body) -> "SILENCE " + regex(exchange) + " FOR " + span(exchange) + " "
                                        + plain(body) + ";"))
                .addWrite(
                        HttpMethod.DELETE,
                        SILENCES + "/",
                        saying(reads, (exchange, rest, body) -> "UNSILENCE " + number(rest) + ";"));
    }

    /** What a request says, as a statement. */
    private interface Saying {
        String statement(Exchange exchange, String rest, String body);
    }

    private Endpoint saying(final Reads reads, final Saying saying) {
        return saying(reads, false, saying);
    }

    /** How much one may say is bounded by who he is, so a name is asked for only where that is not. */
    private Endpoint saying(final Reads reads, final boolean isNamed, final Saying saying) {
        return (exchange, rest) -> {
            final String body = exchange.body().toString(StandardCharsets.UTF_8);
            final String statement = saying.statement(exchange, rest, body);
            if (AlertCommand.isQuestion(statement)) {
                exchange.requireRead();
            }
            final String by = (isNamed ? by(exchange) : exchange.host()) + OVER_HTTP;
            answer(exchange, reads, out -> {
                ByteBufUtil.writeAscii(out, "{\"answer\":");
                JsonEncoder.string(out, said(statement, by));
                out.writeByte('}');
            });
        };
    }

    /** Who says it: where he is, and behind his name, where he gives one. */
    private static String by(final Exchange exchange) {
        final String name = exchange.target().text(BY);
        if (!NAME.matcher(name).matches()) {
            throw HttpRefusal.badRequest(BY + ": (expected: a name of at most 64 letters, digits and . _ @ + -)");
        }
        return name.isEmpty() ? exchange.host() : name + " at " + exchange.host();
    }

    private void answer(final Exchange exchange, final Reads reads, final Consumer<ByteBuf> work) {
        reads.start(exchange, new AlertPage(work, Envelope.of(exchange, clock)));
    }

    private String said(final String statement, final String by) {
        try {
            return commands.execute(statement, by);
        } catch (final SyntaxException unreadable) {
            throw HttpRefusal.badRequest(unreadable.getMessage());
        } catch (final AlertRefusedException notDone) {
            throw new HttpRefusal(
                    notDone.isUnknown() ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.CONFLICT,
                    notDone.getMessage());
        }
    }

    private void open(final ByteBuf out, final String state, final String match, final int limit) {
        try {
            rows.page(out, commands.open(state, match, limit), registry.partial());
        } catch (final AlertRefusedException bad) {
            throw HttpRefusal.badRequest(bad.getMessage());
        }
    }

    private void past(final ByteBuf out, final long sinceNs, final String match, final int limit) {
        try {
            rows.past(out, commands.past(sinceNs, match, limit));
        } catch (final AlertRefusedException bad) {
            throw HttpRefusal.badRequest(bad.getMessage());
        }
    }

    private void silences(final ByteBuf out) {
        AlertRows.list(out, "silences", registry.silences(), AlertRows::silence);
    }

    private void one(final ByteBuf out, final long number) {
        final Transition told =
                registry.transition(number).orElseThrow(() -> HttpRefusal.notFound("there is no alert #" + number));
        final List<OpenAlert> open =
                registry.open(group -> group.opened() == told.opened(), USUAL).first();
        ByteBufUtil.writeAscii(out, "{\"told\":");
        rows.told(out, told);
        ByteBufUtil.writeAscii(out, ",\"open\":");
        AlertRows.list(out, open, rows::open);
        ByteBufUtil.writeAscii(out, ",\"history\":");
        AlertRows.list(out, registry.ofSame(told, MOST_OF_SAME), rows::told);
        ByteBufUtil.writeAscii(out, ",\"why\":");
        JsonEncoder.string(out, said("WHY " + number + ";", OVER_HTTP));
        out.writeByte('}');
    }

    private static String regex(final Exchange exchange) {
        final String regex = exchange.target().text("regex");
        exchange.target().expect("regex", "for");
        if (regex.isBlank()) {
            throw HttpRefusal.badRequest("regex: (expected: what is found in the names of the alert or its group)");
        }
        return regex;
    }

    private static String span(final Exchange exchange) {
        final String span = exchange.target().text("for");
        exchange.target().expect("regex", "for");
        if (!span.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            throw HttpRefusal.badRequest("for: " + span + " (expected: a time such as 2h)");
        }
        return span;
    }

    /** A semicolon would end the statement. */
    private static String plain(final String text) {
        return text.strip().replace(";", ",");
    }

    private static String state(final String text) {
        if (!text.isEmpty() && !AlertCommand.STATES.contains(text)) {
            throw HttpRefusal.badRequest(
                    "state: " + text + " (expected: " + String.join(", ", AlertCommand.STATES) + ")");
        }
        return text;
    }

    private static int limit(final String text) {
        final int limit = text.isEmpty() ? USUAL : text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw HttpRefusal.badRequest("limit: " + text + " (expected: from 1 to " + MOST + ")");
        }
        return limit;
    }

    private static long number(final String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw HttpRefusal.badRequest("path: " + text + " (expected: a number)");
        }
        return Long.parseLong(text);
    }
}
