package leela.ops.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the points of {@code {"results": {KEY: {"series": [[t, v], …]}}}} as they come; memory for one, whatever the
 * range.
 * Thread: one.
 */
public final class SeriesReader {

    private static final JsonFactory JSON = new JsonFactory();

    /** What takes a point: both numbers as the engine wrote them. */
    public interface Sink {
        void point(String seconds, String value);
    }

    private SeriesReader() {}

    public static void read(final InputStream body, final Sink sink) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken token = parser.nextToken();
            while (token != null
                    && !(token == JsonToken.FIELD_NAME && parser.currentName().equals("series"))) {
                token = parser.nextToken();
            }
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
                final String seconds = parser.getText();
                parser.nextToken();
                sink.point(seconds, parser.getText());
                parser.nextToken();
            }
        }
    }
}
