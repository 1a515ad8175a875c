package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import leela.ops.config.LeelaConfig;

/** The command {@code queries}: the standing queries, whoever asked for them, with their figures. */
public final class QueriesControl implements ControlCommand {

    private static final String NAME = "queries";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final QueryRegistry registry;

    public QueriesControl(final QueryRegistry registry) {
        this.registry = registry;
    }

    /** Asks the running engine, oldest first. */
    public static List<QueryFigures> ask(final LeelaConfig engine) {
        final List<QueryFigures> queries = new ArrayList<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> queries.add(QueryFigures.ofRow(row)));
        return queries;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        final Iterator<StandingQuery> running = registry.running().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return running.hasNext();
            }

            @Override
            public ObjectNode next() {
                return QueryFigures.of(running.next()).toRow();
            }
        };
    }

    /**
     * A standing query of the running engine, as a row of the control socket.
     * Thread: immutable.
     *
     * @param owner     whose it is
     * @param matches   series it follows
     * @param leftOut   series that match and that it does not follow
     * @param eventsIn  their events so far
     * @param eventsOut its results so far
     * @param costNs    what an event costs the query thread, 0 where that is not known
     * @param outputs   its results, as two runs over the same stream can be compared
     */
    public record QueryFigures(
            String owner,
            Program program,
            long matches,
            long leftOut,
            long eventsIn,
            long eventsOut,
            double costNs,
            QueryOutputs outputs) {

        static QueryFigures of(final StandingQuery query) {
            return new QueryFigures(
                    query.owner(),
                    query.program(),
                    query.progress().seriesMatched(),
                    query.progress().seriesLeftOut(),
                    query.progress().eventsIn(),
                    query.progress().eventsOut(),
                    query.progress().eventCostNs(),
                    query.outputs());
        }

        ObjectNode toRow() {
            // a regex may hold any byte, and JSON text only characters: one a byte
            return ControlLine.object()
                    .put("owner", owner)
                    .put("program", new String(program.toBytes(), StandardCharsets.ISO_8859_1))
                    .put("matches", matches)
                    .put("left_out", leftOut)
                    .put("in", eventsIn)
                    .put("out", eventsOut)
                    .put("cost_ns", costNs)
                    .put("results", outputs.results())
                    .put("hash", outputs.hash())
                    .put("position", outputs.position());
        }

        /** For programs; the hash as text, since a number of 64 bits loses digits in most readers. */
        public String json() {
            return toRow().put("program", program.toString())
                    .put("hash", outputs.hashText())
                    .toString();
        }

        static QueryFigures ofRow(final JsonNode row) {
            try {
                return new QueryFigures(
                        row.path("owner").asText(),
                        Program.parse(row.path("program").asText().getBytes(StandardCharsets.ISO_8859_1)),
                        row.path("matches").asLong(),
                        row.path("left_out").asLong(),
                        row.path("in").asLong(),
                        row.path("out").asLong(),
                        row.path("cost_ns").asDouble(),
                        new QueryOutputs(
                                row.path("results").asLong(),
                                row.path("hash").asLong(),
                                row.path("position").asLong()));
            } catch (final SyntaxException foreign) {
                throw new ControlException("the engine runs a query that this version cannot read", foreign);
            }
        }
    }
}
