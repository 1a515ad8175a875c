package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
}
