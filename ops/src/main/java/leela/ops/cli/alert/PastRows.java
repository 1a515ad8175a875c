package leela.ops.cli.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.AlertsControl;
import leela.ops.terminal.ShortNumber;
import leela.ops.terminal.Times;

/** What has changed of alerts, as lines, and how far back that is kept. Thread: the caller's. */
final class PastRows {

    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final List<String> HEADS =
            List.of("number", "time", "change", "severity", "alert", "group", "value then", "note");
    /** The only column that stands at the right. */
    private static final int VALUE = HEADS.indexOf("value then");

    private final ZoneId zone;

    PastRows(final ZoneId zone) {
        this.zone = zone;
    }

    void print(final PrintWriter out, final List<JsonNode> rows) {
        final List<List<String>> cells = new ArrayList<>(List.of(HEADS));
        rows.stream().filter(row -> row.has("number")).forEach(row -> cells.add(cells(row)));
        if (cells.size() > 1) {
            Columns.lines(cells, VALUE).forEach(line -> out.println(PrintableText.of(line.stripTrailing())));
        }
        final JsonNode kept = rows.get(rows.size() - 1);
        final long changes = kept.path(AlertsControl.KEPT).asLong();
        out.println((cells.size() > 1 ? "" : "Nothing has changed. ")
                + (changes == 0
                        ? "No change is kept."
                        : "Kept are the newest " + (changes == 1 ? "1 change" : changes + " changes") + ", from "
                                + time(kept.path(AlertsControl.KEPT_FROM)) + " on."));
    }

    private List<String> cells(final JsonNode row) {
        final String severity = row.path("severity").asText();
        return List.of(
                "#" + row.path("number").asLong(),
                time(row.path("time")),
                row.path("from").asText() + " > " + row.path("to").asText()
                        + (row.path(AlertsControl.SILENCED).asBoolean() ? ", silenced" : ""),
                severity.isEmpty() ? "-" : severity,
                row.path("alert").asText(),
                row.path("group").asText(),
                row.path("value").isNull()
                        ? "-"
                        : ShortNumber.of(row.path("value").asDouble()),
                row.path("note").asText());
    }

    private String time(final JsonNode seconds) {
        return Times.text(seconds.asLong() * NS_PER_SECOND, zone);
    }
}
