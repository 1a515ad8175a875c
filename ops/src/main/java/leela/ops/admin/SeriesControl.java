package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import leela.engine.series.SeriesTable;
import leela.engine.spi.KeyPattern;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code series}: how many of the series that the engine knows now a regular expression finds.
 * Thread: {@link #run} {@code leela-admin}; {@link #ask} the client's.
 */
public final class SeriesControl implements ControlCommand {

    private static final String NAME = "series";
    private static final String REGEX = "regex";
    private static final String MATCHING = "matching";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SeriesTable table;
    private final KeyPattern.Compiler patterns;

    public SeriesControl(final SeriesTable table, final KeyPattern.Compiler patterns) {
        this.table = table;
        this.patterns = patterns;
    }

    /** Asks the running engine. */
    public static long ask(final LeelaConfig engine, final byte[] regex) {
        final long[] matching = {0};
        final ObjectNode request = ControlLine.object()
                .put(ControlLine.COMMAND, NAME)
                .put(REGEX, new String(regex, StandardCharsets.ISO_8859_1));
        ControlClient.call(
                engine,
                request,
                PATIENCE,
                row -> matching[0] = row.path(MATCHING).asLong());
        return matching[0];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(REGEX);
    }

    /** Millions of series take seconds. */
    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        try {
            final KeyPattern pattern =
                    patterns.compile(request.path(REGEX).asText().getBytes(StandardCharsets.ISO_8859_1));
            final long[] matching = {0};
            table.visit(0, table.capacity(), series -> {
                if (pattern.isFoundIn(series.key())) {
                    matching[0]++;
                }
            });
            return List.of(ControlLine.object().put(MATCHING, matching[0])).iterator();
        } catch (final IllegalArgumentException malformed) {
            throw new ControlException(malformed.getMessage(), malformed);
        }
    }
}
