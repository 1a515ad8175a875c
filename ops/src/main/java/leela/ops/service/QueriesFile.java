package leela.ops.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standing queries of a running engine in a file, so that other processes know them without asking it: one JSON
 * object a line.
 * Thread: the watch's writes; any other process reads.
 */
public final class QueriesFile {

    private static final Logger LOG = LoggerFactory.getLogger(QueriesFile.class);
    private static final String NAME = "queries";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final QueryRegistry registry;
    private Map<StandingQuery, Line> written = Map.of();
    private boolean isRefused;

    QueriesFile(final Path dataDir, final QueryRegistry registry) {
        this.file = in(dataDir);
        this.registry = registry;
    }

    /**
     * One standing query.
     *
     * @param owner     whose it is
     * @param matches   series it follows
     * @param eventsIn  their events so far
     * @param eventsOut its results so far
     * @param costNs    what an event costs the query thread, 0 where that is not known
     */
    public record Entry(String owner, Program program, long matches, long eventsIn, long eventsOut, double costNs) {}

    /** Where it is. */
    public static Path in(final Path dataDir) {
        return dataDir.resolve(NAME);
    }

    /** What a running engine wrote. */
    public static List<Entry> read(final Path file) {
        final List<Entry> entries = new ArrayList<>();
        try {
            for (final String line : Files.readAllLines(file)) {
                final JsonNode entry = JSON.readTree(line);
                entries.add(new Entry(
                        entry.path("owner").asText(),
                        Program.parse(entry.path("program").asText().getBytes(StandardCharsets.ISO_8859_1)),
                        entry.path("matches").asLong(),
                        entry.path("in").asLong(),
                        entry.path("out").asLong(),
                        entry.path("cost_ns").asDouble()));
            }
            return entries;
        } catch (final IOException | SyntaxException unreadable) {
            throw new StartException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * Writes the queries and their figures as they are now, if they have changed. A disk that refuses is told of once,
     * and tried again.
     */
    void update() {
        final Map<StandingQuery, Line> lines = new LinkedHashMap<>();
        boolean isChanged = !Files.exists(file);
        for (final StandingQuery query : registry.running()) {
            final Line before = written.get(query);
            final Line line = before != null && before.isStillOf(query) ? before : Line.of(query);
            isChanged |= line != before;
            lines.put(query, line);
        }
        if (isChanged || lines.size() != written.size()) {
            write(lines);
        }
    }

    private void write(final Map<StandingQuery, Line> lines) {
        try {
            final Path next = file.resolveSibling(NAME + ".new");
            Files.write(next, lines.values().stream().map(Line::text).toList());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = lines;
            isRefused = false;
        } catch (final IOException refused) {
            if (!isRefused) {
                LOG.warn(
                        "event=queries_file_refused file={} reason=\"{}\"; `leela queries` shows what was "
                                + "written before",
                        file,
                        refused.getMessage());
            }
            isRefused = true;
        }
    }

    /**
     * A query's figures and the text that tells them, which is not made anew for thousands of queries that have nothing
     * to do.
     */
    private record Line(long matches, long eventsIn, long eventsOut, double costNs, String text) {

        static Line of(final StandingQuery query) {
            final long matches = query.seriesMatched();
            final long eventsIn = query.eventsIn();
            final long eventsOut = query.eventsOut();
            final double costNs = query.eventCostNs();
            // a regex may hold any byte, and JSON text only characters: one a byte
            return new Line(
                    matches,
                    eventsIn,
                    eventsOut,
                    costNs,
                    JSON.createObjectNode()
                            .put("owner", query.owner())
                            .put("program", new String(query.program().toBytes(), StandardCharsets.ISO_8859_1))
                            .put("matches", matches)
                            .put("in", eventsIn)
                            .put("out", eventsOut)
                            .put("cost_ns", costNs)
                            .toString());
        }

        boolean isStillOf(final StandingQuery query) {
            return matches == query.seriesMatched()
                    && eventsIn == query.eventsIn()
                    && eventsOut == query.eventsOut()
                    && costNs == query.eventCostNs();
        }
    }
}
