package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import leela.engine.refusal.Refusal;
import leela.engine.refusal.Refusals;
import leela.ops.config.LeelaConfig;
import leela.ops.terminal.Times;

/**
 * The command {@code refused}: what the inputs did not take of late, the newest first.
 * Thread: {@link #run} {@code leela-admin}; {@link #ask} the client's.
 * Memory: the rows, a few hundred KiB at most.
 */
public final class RefusedControl implements ControlCommand {

    private static final String NAME = "refused";
    private static final String TIME = "time";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Refusals refusals;

    public RefusedControl(final Refusals refusals) {
        this.refusals = refusals;
    }

    /** Asks the running engine. */
    public static List<Refusal> ask(final LeelaConfig engine) {
        final List<Refusal> all = new ArrayList<>();
        final ObjectNode request = ControlLine.object().put(ControlLine.COMMAND, NAME);
        ControlClient.call(engine, request, PATIENCE, row -> all.add(refusal(row)));
        return all;
    }

    /** One refusal as JSON. */
    public static ObjectNode json(final Refusal refusal) {
        return ControlLine.object()
                .put(TIME, new BigDecimal(Times.seconds(refusal.timeNs())))
                .put("source", refusal.source())
                .put("cause", refusal.cause())
                .put("sender", refusal.sender())
                .put("key", refusal.key())
                .put("reason", refusal.reason())
                .put("position", refusal.position())
                .put("bytes", refusal.bytes());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        return refusals.newestFirst().stream().map(RefusedControl::json).iterator();
    }

    private static Refusal refusal(final JsonNode row) {
        return new Refusal(
                new BigDecimal(row.path(TIME).asText("0")).movePointRight(9).longValue(),
                row.path("source").asText(),
                row.path("cause").asText(),
                row.path("sender").asText(),
                row.path("key").asText(),
                row.path("reason").asText(),
                row.path("position").asInt(),
                row.path("bytes").asText());
    }
}
