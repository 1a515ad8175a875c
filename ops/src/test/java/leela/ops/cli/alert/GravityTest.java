package leela.ops.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which alerts stand first. */
final class GravityTest {

    @Test
    void shouldShowWhatFiresAheadOfWhatIsPendingAndOfTheseTheGravestFirst() {
        final List<String> sorted = List.of(
                "firing critical disk a",
                "firing critical disk b",
                "firing ours disk a",
                "firing warning disk a",
                "firing - disk a",
                "flapping info disk a",
                "unknown info disk a",
                "pending page disk a");
        final List<String> given = Arrays.asList(sorted.toArray(String[]::new));
        Collections.reverse(given);

        assertThat(given.stream().map(GravityTest::row).sorted(Gravity.FIRST).map(GravityTest::text))
                .isEqualTo(sorted);
    }

    private static JsonNode row(final String text) {
        final String[] words = text.split(" ");
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", words[0])
                .put("severity", words[1].equals("-") ? "" : words[1])
                .put("alert", words[2])
                .put("group", words[3]);
    }

    private static String text(final JsonNode row) {
        return row.path("state").asText() + " "
                + (row.path("severity").asText().isEmpty()
                        ? "-"
                        : row.path("severity").asText())
                + " " + row.path("alert").asText() + " " + row.path("group").asText();
    }
}
