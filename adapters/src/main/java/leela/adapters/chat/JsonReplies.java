package leela.adapters.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import leela.adapters.chat.Reply.AllDeleted;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.HeldBack;
import leela.adapters.chat.Reply.Listed;
import leela.adapters.chat.Reply.Notice;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Started;
import leela.engine.notify.HeldResults;

/**
 * The JSON of [chat 2], for programs. NaN and infinities, which JSON has not, are null; whole seconds are integers.
 * Thread: any.
 */
final class JsonReplies implements ReplyFormat {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int OK = 200;
    private static final int NANO_DIGITS = 9;

    @Override
    public String write(final Reply reply) {
        final ObjectNode message;
        if (reply instanceof Started started) {
            message = started(started);
        } else if (reply instanceof Event event) {
            message = event(event);
        } else if (reply instanceof Listed listed) {
            message = listed(listed);
        } else if (reply instanceof Deleted deleted) {
            message = message(OK, debug(deleted.command()));
            message.putObject("results").put("key", deleted.key());
        } else if (reply instanceof AllDeleted deleted) {
            message = message(OK, debug(deleted.command()));
            final ArrayNode keys = message.putArray("results");
            deleted.keys().forEach(key -> keys.addObject().put("key", key));
        } else if (reply instanceof Reply.Said said) {
            message = message(OK, debug(said.command()));
            message.putObject("results").put("message", said.sentence());
        } else if (reply instanceof Refused refused) {
            message = message(refused.status(), debug(refused.command()).put("message", refused.sentence()))
                    .put("reason", refused.reason());
        } else if (reply instanceof Notice notice) {
            message = message(OK, NODES.objectNode());
            final ObjectNode told = message.putObject("results")
                    .putObject("notice")
                    .put("event", notice.event())
                    .put("message", notice.sentence());
            list(notice.queries(), told.putArray("queries"));
        } else {
            message = heldBack((HeldBack) reply);
        }
        return message.toString();
    }

    private static ObjectNode started(final Started started) {
        final ObjectNode message = message(OK, debug(started.query()));
        final ObjectNode told =
                message.putObject("results").put("key", started.query().key());
        told.put("series", started.series().matching());
        if (!started.series().isAll()) {
            told.put("more_series", true);
        }
        if (!started.replaced().isEmpty()) {
            told.put("replaced", started.replaced());
        }
        return message;
    }

    private static ObjectNode event(final Event event) {
        final ObjectNode message = message(OK, debug(event.query()));
        final ObjectNode told = NODES.objectNode();
        fields(told, event);
        message.set("results", NODES.objectNode().set("event", told));
        fields(message, event);
        return message;
    }

    private static void fields(final ObjectNode node, final Event event) {
        fields(node, event.name(), event.value(), event.timeNs());
        if (event.isOfGroup()) {
            node.put("seen", event.seen()).put("expected", event.expected());
        }
    }

    private static void fields(final ObjectNode node, final String name, final double value, final long timeNs) {
        node.put("name", name);
        node.set("value", Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode());
        node.set("timestamp", seconds(timeNs));
    }

    private static JsonNode seconds(final long timeNs) {
        final BigDecimal seconds = BigDecimal.valueOf(timeNs, NANO_DIGITS).stripTrailingZeros();
        return seconds.scale() <= 0 ? NODES.numberNode(seconds.longValueExact()) : NODES.numberNode(seconds);
    }

    private static ObjectNode listed(final Listed listed) {
        final ObjectNode message = message(OK, debug(listed.command()));
        list(listed.queries(), message.putArray("results"));
        return message;
    }

    private static void list(final List<Query> queries, final ArrayNode to) {
        queries.forEach(query -> to.addObject().put("key", query.key()).put("cmd", query.statement()));
    }

    private static ObjectNode heldBack(final HeldBack heldBack) {
        final ObjectNode message = message(OK, NODES.objectNode());
        final ObjectNode summary =
                message.putObject("results").putObject("held_back").put("count", heldBack.total());
        final ArrayNode queries = summary.putArray("queries");
        heldBack.events().forEach((query, results) -> heldBack(query, results, queries.addObject()));
        return message;
    }

    private static void heldBack(final Query query, final HeldResults results, final ObjectNode told) {
        told.put("key", query.key()).put("cmd", query.statement()).put("count", results.count());
        if (!results.newest().isEmpty()) {
            final ArrayNode series = told.putArray("series");
            results.newest().forEach(one -> fields(series.addObject(), one.name(), one.value(), one.timeNs()));
        }
        if (results.hasMoreSeries()) {
            told.put("more_series", true);
        }
    }

    private static ObjectNode message(final int status, final ObjectNode debug) {
        return NODES.objectNode().put("status", status).set("debug", debug);
    }

    private static ObjectNode debug(final Query query) {
        return NODES.objectNode()
                .set("request", NODES.objectNode().put("cmd", query.statement()).put("key", query.key()));
    }

    private static ObjectNode debug(final String command) {
        return NODES.objectNode().put("request", command);
    }
}
