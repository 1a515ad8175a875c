package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import leela.engine.history.History;
import leela.engine.history.HistoryException;
import leela.engine.history.StorageHealth;
import leela.engine.keys.KeyFilter;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code keys}: the keys that have a history, a page of them, in the order of their bytes. A byte is one
 * character, since a key may hold any.
 * Thread: {@link #run} the control thread's, since the list is in memory; {@link #ask} the client's.
 * Memory: a page.
 */
public final class KeysControl implements ControlCommand {

    private static final String NAME = "keys";
    private static final String GLOB = "glob";
    private static final String AFTER = "after";
    private static final String KEY = "key";
    private static final int PAGE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final History history;
    private final StorageHealth health;

    public KeysControl(final History history, final StorageHealth health) {
        this.history = history;
        this.health = health;
    }

    /** Asks the running engine for all keys that this glob matches, all there are where it is empty. */
    public static void ask(final LeelaConfig engine, final byte[] glob, final Consumer<byte[]> sink) {
        String after = "";
        int count = PAGE;
        while (count == PAGE) {
            final String[] last = {after};
            final int[] rows = {0};
            final ObjectNode request = ControlLine.object()
                    .put(ControlLine.COMMAND, NAME)
                    .put(GLOB, text(glob))
                    .put(AFTER, after);
            ControlClient.call(engine, request, PATIENCE, row -> {
                last[0] = row.path(KEY).asText();
                rows[0]++;
                sink.accept(bytes(last[0]));
            });
            after = last[0];
            count = rows[0];
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(GLOB, AFTER);
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        if (!health.isWhole()) {
            throw new ControlException("storage: what an earlier run left is being read; try again");
        }
        try {
            final KeyFilter filter =
                    new KeyFilter(new byte[0], bytes(request.path(GLOB).asText()));
            final List<byte[]> page =
                    history.keys(filter, bytes(request.path(AFTER).asText()), PAGE);
            return page.stream()
                    .map(key -> ControlLine.object().put(KEY, text(key)))
                    .iterator();
        } catch (final HistoryException unavailable) {
            throw new ControlException(unavailable.getMessage(), unavailable);
        }
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
