package leela.adapters.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import leela.engine.spi.Directory.Entry;

/**
 * An entry of the directory as JSON: {@code {"request": {"select": {"proc": …, "regex": …}}, "sender": …}}. The first
 * Leela and its tools read and write the same; some name a sender with its resource, which is left out. What pipeline
 * and regex cannot say is {@code {"request": {"statement": …}, "sender": …}}, which those tools leave out.
 * Thread: any.
 */
public final class EntryJson {

    private EntryJson() {}

    public static String write(final Entry entry) {
        return node(entry).toString();
    }

    /** The entry, or nothing where the text is none. */
    public static Optional<Entry> read(final String text) {
        try {
            return read(new ObjectMapper().readTree(text));
        } catch (final JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    static ObjectNode node(final Entry entry) {
        final ObjectNode node = JsonNodeFactory.instance.objectNode();
        final ObjectNode request = node.putObject("request");
        if (entry.text().isEmpty()) {
            request.putObject("select").put("proc", entry.pipeline()).put("regex", entry.regex());
        } else {
            request.put("statement", entry.text());
        }
        return node.put("sender", entry.sender());
    }

    static Optional<Entry> read(final JsonNode node) {
        final JsonNode statement = node.path("request").path("statement");
        final JsonNode select = node.path("request").path("select");
        final JsonNode pipeline = select.path("proc");
        final JsonNode regex = select.path("regex");
        final JsonNode sender = node.path("sender");
        if (!sender.isTextual() || sender.asText().isBlank()) {
            return Optional.empty();
        }
        if (select.isMissingNode() && !statement.asText().isEmpty()) {
            return Optional.of(Entry.of(statement.asText(), withoutResource(sender.asText())));
        }
        if (!pipeline.isTextual() || !regex.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new Entry(pipeline.asText(), regex.asText(), withoutResource(sender.asText())));
    }

    private static String withoutResource(final String sender) {
        final int slash = sender.indexOf('/');
        return slash < 0 ? sender : sender.substring(0, slash);
    }
}
