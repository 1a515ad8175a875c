package leela.io.http.alerts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.function.BiConsumer;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.NoteText;
import leela.engine.alert.registry.OpenAlert;
import leela.engine.alert.registry.OpenAlerts;
import leela.engine.alert.registry.PartialAlert;
import leela.engine.alert.registry.Silence;
import leela.io.json.JsonEncoder;

/** Alerts as JSON: times are unix seconds, a value that is no number is null. Thread: any. */
final class AlertRows {

    private final String link;

    /** {@code link} is what {@code {link}} stands for in notes, a template itself. */
    AlertRows(final String link) {
        this.link = link;
    }

    /** {@code {"name":[…]}}. */
    static <T> void list(final ByteBuf out, final String name, final List<T> all, final BiConsumer<ByteBuf, T> row) {
        ByteBufUtil.writeAscii(out, "{\"" + name + "\":");
        list(out, all, row);
        out.writeByte('}');
    }

    static <T> void list(final ByteBuf out, final List<T> all, final BiConsumer<ByteBuf, T> row) {
        String before = "[";
        for (final T one : all) {
            ByteBufUtil.writeAscii(out, before);
            row.accept(out, one);
            before = ",";
        }
        ByteBufUtil.writeAscii(out, all.isEmpty() ? "[]" : "]");
    }

    /** The first, and how many there are. */
    void open(final ByteBuf out, final OpenAlerts open) {
        first(out, open);
        out.writeByte('}');
    }

    private void first(final ByteBuf out, final OpenAlerts open) {
        ByteBufUtil.writeAscii(out, "{\"alerts\":");
        list(out, open.first(), this::open);
        ByteBufUtil.writeAscii(out, ",\"open\":" + open.all());
    }

    /** The same, and which alerts follow only some of their series. */
    void page(final ByteBuf out, final OpenAlerts open, final List<PartialAlert> partial) {
        first(out, open);
        ByteBufUtil.writeAscii(out, ",\"partial\":");
        list(out, partial, AlertRows::partial);
        out.writeByte('}');
    }

    private static void partial(final ByteBuf out, final PartialAlert one) {
        ByteBufUtil.writeAscii(out, "{\"followed\":" + one.followed() + ",\"left_out\":" + one.leftOut());
        text(out, "alert", one.alert());
        out.writeByte('}');
    }

    void open(final ByteBuf out, final OpenAlert open) {
        final GroupRecord group = open.group();
        ByteBufUtil.writeAscii(out, "{\"number\":" + open.number());
        text(out, "state", group.shown().toString());
        text(out, "alert", group.alert());
        text(out, "group", group.group());
        labels(out, group.labels());
        text(out, "severity", open.severity());
        if (open.told() != null && !open.told().note().isEmpty()) {
            text(out, "note", NoteText.of(open.told(), link));
        }
        value(out, group.value());
        time(out, "since", group.sinceNs());
        if (open.acknowledgement() != null) {
            text(out, "ack_by", open.acknowledgement().by());
            text(out, "ack_text", open.acknowledgement().text());
            time(out, "ack_time", open.acknowledgement().timeNs());
        }
        if (open.silence() != null) {
            ByteBufUtil.writeAscii(out, ",\"silence\":" + open.silence().id());
        }
        out.writeByte('}');
    }

    static void silence(final ByteBuf out, final Silence silence) {
        ByteBufUtil.writeAscii(out, "{\"silence\":" + silence.id());
        text(out, "regex", silence.regex());
        text(out, "by", silence.by());
        text(out, "text", silence.text());
        time(out, "from", silence.fromNs());
        time(out, "until", silence.untilNs());
        out.writeByte('}');
    }

    void told(final ByteBuf out, final Transition told) {
        members(out, told);
        out.writeByte('}');
    }

    private void members(final ByteBuf out, final Transition told) {
        ByteBufUtil.writeAscii(out, "{\"number\":" + told.number() + ",\"opened\":" + told.opened());
        text(out, "alert", told.alert());
        text(out, "group", told.group());
        labels(out, told.labels());
        text(out, "from", told.from().toString());
        text(out, "to", told.to().toString());
        text(out, "severity", told.severity());
        text(out, "note", NoteText.of(told, link));
        text(out, "key", told.key());
        ByteBufUtil.writeAscii(out, ",\"series\":" + told.series());
        value(out, told.value());
        time(out, "since", told.sinceNs());
        time(out, "time", told.timeNs());
    }

    private void change(final ByteBuf out, final AlertCommands.PastChange change) {
        members(out, change.told());
        ByteBufUtil.writeAscii(out, ",\"silenced\":" + change.isSilenced() + "}");
    }

    /** {@code {"changes":[…],"all":2,"kept":40,"kept_from":1764500000}}; the last is not there where none is kept. */
    void past(final ByteBuf out, final AlertCommands.Past past) {
        ByteBufUtil.writeAscii(out, "{\"changes\":");
        list(out, past.first(), this::change);
        ByteBufUtil.writeAscii(out, ",\"all\":" + past.all() + ",\"kept\":" + past.kept());
        if (past.kept() > 0) {
            time(out, "kept_from", past.fromNs());
        }
        out.writeByte('}');
    }

    private static void labels(final ByteBuf out, final List<String> labels) {
        ByteBufUtil.writeAscii(out, ",\"labels\":");
        list(out, labels, JsonEncoder::string);
    }

    private static void text(final ByteBuf out, final String name, final String value) {
        ByteBufUtil.writeAscii(out, ",\"" + name + "\":");
        JsonEncoder.string(out, value);
    }

    private static void value(final ByteBuf out, final double value) {
        ByteBufUtil.writeAscii(out, ",\"value\":");
        if (Double.isFinite(value)) {
            new JsonEncoder().number(out, value);
        } else {
            ByteBufUtil.writeAscii(out, "null");
        }
    }

    private static void time(final ByteBuf out, final String name, final long timeNs) {
        ByteBufUtil.writeAscii(out, ",\"" + name + "\":");
        new JsonEncoder().seconds(out, timeNs);
    }
}
