package leela.ops.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The tree of a TOML text, from what the library's parser says. Its mapper would make the same, and load 250 classes
 * that bind objects, with a calendar and a thousand locales, which an engine then carries as long as it runs.
 * Thread: one.
 * Errors: {@link JsonProcessingException} telling the place.
 */
final class TomlTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TomlTree() {}

    static ObjectNode of(final String text) throws JsonProcessingException {
        try (JsonParser parser = new TomlFactory().createParser(text)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? table(parser) : NODES.objectNode();
        } catch (final JsonProcessingException malformed) {
            throw malformed;
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible); // a text that is in memory
        }
    }

    private static ObjectNode table(final JsonParser parser) throws IOException {
        final ObjectNode table = NODES.objectNode();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            table.set(key, value(parser));
        }
        return table;
    }

    private static ArrayNode list(final JsonParser parser) throws IOException {
        final ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static JsonNode value(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> table(parser);
            case START_ARRAY -> list(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_DECIMAL
                        ? NODES.numberNode(parser.getDecimalValue())
                        : NODES.numberNode(parser.getDoubleValue());
            default -> NODES.textNode(parser.getText());
        };
    }

    private static JsonNode whole(final JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
