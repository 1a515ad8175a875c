package leela.io.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * Tells whether bytes are one JSON document in UTF-8.
 * Thread: any.
 * Memory: a parser per document; documents are not on the hot path.
 */
public final class JsonCheck {

    private final JsonFactory factory = new JsonFactory();

    /** One complete value, and nothing but white space behind it. */
    public boolean isDocument(final byte[] bytes) {
        try (JsonParser parser = factory.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (final IOException malformed) {
            return false;
        }
    }
}
