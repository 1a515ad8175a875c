package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code listeners}: where the engine can be reached, also on a port that it was free to choose.
 * Thread: {@link #ask} the client's.
 */
public final class ListenersControl implements ControlCommand {

    private static final String NAME = "listeners";
    private static final String LISTENER = "name";
    private static final String ADDRESS = "address";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Map<String, String>> listeners;

    /** {@code listeners} gives the address of each by its name. */
    public ListenersControl(final Supplier<Map<String, String>> listeners) {
        this.listeners = listeners;
    }

    /** Asks the running engine. */
    public static Map<String, String> ask(final LeelaConfig engine) {
        final Map<String, String> addresses = new LinkedHashMap<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> addresses.putIfAbsent(
                        row.path(LISTENER).asText(), row.path(ADDRESS).asText()));
        return addresses;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        return listeners.get().entrySet().stream()
                .map(one -> ControlLine.object().put(LISTENER, one.getKey()).put(ADDRESS, one.getValue()))
                .iterator();
    }
}
