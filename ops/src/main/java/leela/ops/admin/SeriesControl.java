package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.spi.KeyPattern;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code series}: how many of the series that the engine knows now a regular expression finds, as far as
 * there is time to look.
 * Thread: {@link #run} {@code leela-admin}; {@link #ask} the client's.
 */
public final class SeriesControl implements ControlCommand {

    private static final String NAME = "series";
    private static final String REGEX = "regex";
    private static final String MATCHING = "matching";
    private static final String ALL = "all";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MatchingSeries series;
    private final KeyPattern.Compiler patterns;

    public SeriesControl(final MatchingSeries series, final KeyPattern.Compiler patterns) {
        this.series = series;
        this.patterns = patterns;
    }

    /** Asks the running engine. */
    public static MatchingSeries.Count ask(final LeelaConfig engine, final byte[] regex) {
        final MatchingSeries.Count[] count = {new MatchingSeries.Count(0, false)};
        final ObjectNode request = ControlLine.object()
                .put(ControlLine.COMMAND, NAME)
                .put(REGEX, new String(regex, StandardCharsets.ISO_8859_1));
        ControlClient.call(
                engine,
                request,
                PATIENCE,
                row -> count[0] = new MatchingSeries.Count(
                        row.path(MATCHING).asInt(), row.path(ALL).asBoolean()));
        return count[0];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(REGEX);
    }

    /** Up to a second. */
    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        try {
            final KeyPattern pattern =
                    patterns.compile(request.path(REGEX).asText().getBytes(StandardCharsets.ISO_8859_1));
            final MatchingSeries.Count count = series.matching(pattern);
            return List.of(ControlLine.object().put(MATCHING, count.matching()).put(ALL, count.isAll()))
                    .iterator();
        } catch (final IllegalArgumentException malformed) {
            throw new ControlException(malformed.getMessage(), malformed);
        }
    }
}
