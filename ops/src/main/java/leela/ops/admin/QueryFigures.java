package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.StandingQuery;

/**
 * A standing query of the running engine, as a row of the control socket.
 * Thread: immutable.
 *
 * @param owner     whose it is
 * @param matches   series it follows
 * @param eventsIn  their events so far
 * @param eventsOut its results so far
 * @param costNs    what an event costs the query thread, 0 where that is not known
 * @param outputs   its results, as two runs over the same stream can be compared
 */
public record QueryFigures(
        String owner,
        Program program,
        long matches,
        long eventsIn,
        long eventsOut,
        double costNs,
        QueryOutputs outputs) {

    static QueryFigures of(final StandingQuery query) {
        return new QueryFigures(
                query.owner(),
                query.program(),
                query.seriesMatched(),
                query.eventsIn(),
                query.eventsOut(),
                query.eventCostNs(),
                query.outputs());
    }

    ObjectNode toRow() {
        // a regex may hold any byte, and JSON text only characters: one a byte
        return ControlLine.object()
                .put("owner", owner)
                .put("program", new String(program.toBytes(), StandardCharsets.ISO_8859_1))
                .put("matches", matches)
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
