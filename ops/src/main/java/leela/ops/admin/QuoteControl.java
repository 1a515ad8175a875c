package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.dmproc.language.SyntaxException;
import leela.ops.alert.AlertService;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code quote}: how often an alert would have been told, which takes seconds.
 * Thread: {@code leela-admin}.
 */
public final class QuoteControl implements ControlCommand {

    private static final String NAME = "quote";
    private static final String STATEMENT = "statement";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AlertService alerts;

    public QuoteControl(final AlertService alerts) {
        this.alerts = alerts;
    }

    /** Asks the running engine; gives its answer. */
    static String ask(final LeelaConfig engine, final String statement) {
        final List<JsonNode> rows = new ArrayList<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME).put(STATEMENT, statement),
                PATIENCE,
                rows::add);
        return rows.get(0).path("answer").asText();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(STATEMENT);
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public boolean isLook() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        try {
            return List.of(ControlLine.object()
                            .put(
                                    "answer",
                                    alerts.commands()
                                            .execute(request.path(STATEMENT).asText(), NAME)))
                    .iterator();
        } catch (final SyntaxException | AlertRefusedException refused) {
            throw new ControlException(refused.getMessage());
        }
    }
}
