package leela.ops.cli.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How grave a severity is, by the words that people use; the page has the same order.
 * Thread: any.
 */
final class Gravity {

    /** Of rows of alerts: firing before pending, and of these the gravest first; the same order each time. */
    static final Comparator<JsonNode> FIRST = Comparator.<JsonNode>comparingInt(
                    row -> Gravity.STATES.indexOf(row.path("state").asText()))
            .thenComparingInt(row -> of(row.path("severity").asText()))
            .thenComparing(row -> row.path("alert").asText())
            .thenComparing(row -> row.path("group").asText());

    private static final List<String> STATES = List.of("firing", "flapping", "unknown", "pending");
    private static final List<String> GRAVE = List.of("emergency", "page", "critical", "major", "error", "high");
    private static final List<String> MILD = List.of("warning", "warn", "minor", "low", "info", "debug");

    private Gravity() {}

    /** The lower, the graver; what is called otherwise stands between, and none last. */
    static int of(final String severity) {
        final String word = severity.toLowerCase(Locale.ROOT);
        if (GRAVE.contains(word)) {
            return GRAVE.indexOf(word) - GRAVE.size();
        }
        if (MILD.contains(word)) {
            return 1 + MILD.indexOf(word);
        }
        return word.isEmpty() ? 1 + MILD.size() : 0;
    }
}
