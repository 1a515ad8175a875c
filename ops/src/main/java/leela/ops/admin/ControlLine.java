package leela.ops.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;

/**
 * The lines of the control socket: a JSON object each, ended by a line feed.
 *
 * <pre>
 *   client   {"command":"queries"}                                          at most 64 KiB
 *   engine   {"owner":"proc-1","program":"proc match 4|^web id;", …}        any number of rows
 *            {"status":"ok"}                                                the last line of each answer
 *   client   {"command":"backup","directory":"/srv/copy"}
 *   engine   {"status":"failed","error":"/srv/copy: is there already"}
 * </pre>
 *
 * Thread: any.
 * Units: what the engine writes is ASCII, anything else escaped; requests may be UTF-8.
 */
public final class ControlLine {

    /** Longest request, with its line end. */
    static final int MAX_REQUEST = 65_536;
    /** Name of the socket in run_dir. */
    static final String SOCKET = "control";

    public static final String COMMAND = "command";
    static final String STATUS = "status";
    static final String OK = "ok";
    static final String FAILED = "failed";
    static final String ERROR = "error";
    static final byte END = '\n';

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ControlLine() {}

    /** A new one, with nothing in it. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The last line of an answer that tells of success. */
    static ObjectNode ok() {
        return object().put(STATUS, OK);
    }

    /** The last line of an answer that tells why there is no other, a line each where there are several reasons. */
    static ObjectNode failed(final String error) {
        return object().put(STATUS, FAILED)
                .put(ERROR, error.lines().map(PrintableText::of).collect(Collectors.joining("\n")));
    }

    static byte[] write(final ObjectNode line) {
        try {
            // the text of a node itself would escape nothing
            return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII);
        } catch (final JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads a line, without its end; throws {@link IOException} where it is no object. */
    static ObjectNode read(final byte[] line) throws IOException {
        final JsonNode node = JSON.readTree(line);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("no object");
    }
}
