package leela.ops.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.DefinedAlert;
import leela.engine.alert.registry.OpenAlert;
import leela.engine.alert.registry.Silence;
import leela.ops.terminal.Times;

/** Alerts as JSON, for the control socket and HTTP; times are unix seconds. Thread: any. */
public final class AlertJson {

    private AlertJson() {}

    /** A group that is not ok. */
    public static ObjectNode of(final OpenAlert open) {
        final GroupRecord group = open.group();
        final ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("number", open.number())
                .put("state", group.shown().toString())
                .put("alert", group.alert())
                .put("group", group.group());
        labels(row, group.labels());
        row.put("severity", open.severity());
        row.set("value", number(group.value()));
        row.set("since", seconds(group.sinceNs()));
        if (open.acknowledgement() != null) {
            row.putObject("ack")
                    .put("by", open.acknowledgement().by())
                    .put("text", open.acknowledgement().text())
                    .set("time", seconds(open.acknowledgement().timeNs()));
        }
        if (open.silence() != null) {
            row.put("silenced_by", open.silence().id());
        }
        return row;
    }

    public static ObjectNode of(final Silence silence) {
        final ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("silence", silence.id())
                .put("regex", silence.regex())
                .put("by", silence.by())
                .put("text", silence.text());
        row.set("from", seconds(silence.fromNs()));
        row.set("until", seconds(silence.untilNs()));
        return row;
    }

    /** One that runs, and how many of its groups are not ok. */
    public static ObjectNode of(final DefinedAlert alert, final AlertRegistry registry) {
        final ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("alert", alert.program().name())
                .put("by", alert.by())
                .put("statement", alert.program().toString());
        final ObjectNode counts = row.putObject("groups");
        registry.shownCounts()
                .getOrDefault(alert.program().name(), Map.of())
                .forEach((state, count) -> counts.put(state.toString(), count));
        return row;
    }

    /** What people were told. */
    public static ObjectNode of(final Transition told) {
        final ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("number", told.number())
                .put("opened", told.opened())
                .put("alert", told.alert())
                .put("group", told.group());
        labels(row, told.labels());
        row.put("from", told.from().toString())
                .put("to", told.to().toString())
                .put("severity", told.severity())
                .put("note", told.note())
                .put("series", told.series())
                .put("key", told.key());
        row.set("value", number(told.value()));
        row.set("since", seconds(told.sinceNs()));
        row.set("time", seconds(told.timeNs()));
        return row;
    }

    private static void labels(final ObjectNode row, final List<String> labels) {
        final ArrayNode list = row.putArray("labels");
        labels.forEach(list::add);
    }

    private static JsonNode number(final double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    private static JsonNode seconds(final long timeNs) {
        return JsonNodeFactory.instance.numberNode(new BigDecimal(Times.seconds(timeNs)));
    }
}
