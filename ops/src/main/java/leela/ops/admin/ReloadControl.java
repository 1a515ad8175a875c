package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import leela.engine.alert.registry.LoadedAlerts;
import leela.ops.config.ConfigException;
import leela.ops.config.LeelaConfig;
import leela.ops.reload.Reloaded;

/**
 * The command {@code reload}: the engine reads its configuration again, as on SIGHUP, and says what has changed.
 * Thread: {@code leela-admin}.
 */
public final class ReloadControl implements ControlCommand {

    private static final String NAME = "reload";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Reloaded> reload;

    public ReloadControl(final Supplier<Reloaded> reload) {
        this.reload = reload;
    }

    /** Asks the running engine. */
    public static Reloaded ask(final LeelaConfig engine) {
        final List<JsonNode> rows = new ArrayList<>();
        ControlClient.call(engine, ControlLine.object().put(ControlLine.COMMAND, NAME), PATIENCE, rows::add);
        final JsonNode row = rows.get(0);
        final LoadedAlerts alerts = new LoadedAlerts(
                texts(row.path("started")),
                texts(row.path("changed")),
                texts(row.path("ended")),
                row.path("kept").asInt());
        return new Reloaded(alerts, texts(row.path("next_start")));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        final Reloaded done;
        try {
            done = reload.get();
        } catch (final ConfigException wrong) {
            throw new ControlException("nothing has changed:\n" + String.join("\n", wrong.faults()));
        }
        final ObjectNode row = ControlLine.object();
        put(row, "started", done.alerts().started());
        put(row, "changed", done.alerts().changed());
        put(row, "ended", done.alerts().ended());
        row.put("kept", done.alerts().kept());
        put(row, "next_start", done.nextStart());
        return List.of(row).iterator();
    }

    private static void put(final ObjectNode row, final String name, final List<String> texts) {
        final ArrayNode list = row.putArray(name);
        texts.forEach(list::add);
    }

    private static List<String> texts(final JsonNode list) {
        final List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
