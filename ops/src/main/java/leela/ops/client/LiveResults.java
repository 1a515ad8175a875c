package leela.ops.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import leela.io.output.proc.Event;

/**
 * The results of a query on an engine that is reached over HTTP, wherever it runs ([http 10]).
 * Thread: one.
 * Errors: {@link Failure} where it does not answer or refuses the query; {@link IOException} where the stream breaks.
 */
public final class LiveResults implements AutoCloseable {

    private static final int NANO_DIGITS = 9;
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    private final ObjectMapper json = new ObjectMapper();
    private final BufferedReader lines;
    private final Consumer<String> notes;

    private LiveResults(final InputStream body, final Consumer<String> notes) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.notes = notes;
    }

    /**
     * Follows the statement at this engine.
     *
     * @param notes told what is no result: how many series match, and what was lost
     */
    public static LiveResults follow(final EngineHttp engine, final String statement, final Consumer<String> notes) {
        final InputStream body = engine.get("/v1/stream?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        if (body == null) {
            throw new Failure("there is no /v1/stream: is it an engine of another version?");
        }
        return new LiveResults(body, notes);
    }

    /** Waits for the next result; null when the engine has ended the stream. */
    public Event next() throws IOException {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(EVENT)) {
                event = line.substring(EVENT.length());
            } else if (line.startsWith(DATA)) {
                final JsonNode data = json.readTree(line.substring(DATA.length()));
                if (event.equals("result")) {
                    return result(data);
                }
                note(event, data);
            }
        }
        return null;
    }

    private void note(final String event, final JsonNode data) {
        if (event.equals("started")) {
            final int matching = data.path("matching").asInt();
            notes.accept((data.path("all").asBoolean() ? "" : "at least ")
                    + matching
                    + (matching == 1 ? " series matches now" : " series match now"));
        } else if (event.equals("ended")) {
            notes.accept("the engine has ended it: " + data.path("reason").asText());
        } else if (event.equals("lost")) {
            notes.accept(data.path("lost").asLong() + " results were lost, since they were not read in time");
        }
    }

    private static Event result(final JsonNode data) {
        return new Event(
                data.path("name").asText().getBytes(StandardCharsets.UTF_8),
                Double.parseDouble(data.path("value").asText()),
                new BigDecimal(data.path("timestamp").asText())
                        .movePointRight(NANO_DIGITS)
                        .longValue());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
