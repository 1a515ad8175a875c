package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import leela.engine.history.AmbiguousKeyException;
import leela.engine.history.History;
import leela.engine.history.HistoryException;
import leela.engine.history.StorageHealth;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.TagCondition;
import leela.engine.spi.KeyPattern;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code keys}: the keys that have a history, a page of them, in the order of their bytes, and behind them
 * where the next page begins if there may be one; or those that one key stands for. With {@code count} only how many
 * there are in the page. A byte is one character, since a key may hold any.
 * Thread: {@link #run} {@code leela-admin}; {@link #ask} the client's.
 * Memory: a page.
 */
public final class KeysControl implements ControlCommand {

    private static final String NAME = "keys";
    private static final String GLOB = "glob";
    private static final String TAGS = "tags";
    private static final String LIKE = "like";
    private static final String AFTER = "after";
    private static final String KEY = "key";
    private static final String NEXT = "next";
    private static final String COUNT = "count";
    private static final int PAGE = 1000;
    private static final int COUNTED_PAGE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final History history;
    private final StorageHealth health;
    private final KeyPattern.Compiler patterns;

    /**
     * Which keys to ask for.
     *
     * @param glob empty for all
     * @param tags conditions of which all must hold
     */
    public record Asked(byte[] glob, List<byte[]> tags) {

        private ObjectNode request() {
            final ObjectNode request =
                    ControlLine.object().put(ControlLine.COMMAND, NAME).put(GLOB, text(glob));
            tags.forEach(tag -> request.withArrayProperty(TAGS).add(text(tag)));
            return request;
        }
    }

    public KeysControl(final History history, final StorageHealth health, final KeyPattern.Compiler patterns) {
        this.history = history;
        this.patterns = patterns;
        this.health = health;
    }

    /**
     * Asks the running engine for the keys that match; for no further page once so many have come.
     */
    public static void ask(
            final LeelaConfig engine, final Asked asked, final long enough, final Consumer<byte[]> sink) {
        final String[] next = {""};
        final long[] count = {0};
        do {
            final ObjectNode request = asked.request().put(AFTER, next[0]);
            next[0] = "";
            ControlClient.call(engine, request, PATIENCE, row -> {
                next[0] = row.path(NEXT).asText("");
                if (row.has(KEY)) {
                    count[0]++;
                    sink.accept(bytes(row.path(KEY).asText()));
                }
            });
        } while (!next[0].isEmpty() && count[0] < enough);
    }

    /** Asks the running engine for the keys that are meant by this one: itself, or those equal when case is ignored. */
    public static void askLike(final LeelaConfig engine, final byte[] key, final Consumer<byte[]> sink) {
        final ObjectNode request =
                ControlLine.object().put(ControlLine.COMMAND, NAME).put(LIKE, text(key));
        ControlClient.call(
                engine,
                request,
                PATIENCE,
                row -> sink.accept(bytes(row.path(KEY).asText())));
    }

    /** Asks the running engine how many keys match. */
    public static long count(final LeelaConfig engine, final Asked asked) {
        final String[] next = {""};
        final long[] count = {0};
        do {
            final ObjectNode request = asked.request().put(AFTER, next[0]).put(COUNT, "true");
            next[0] = "";
            ControlClient.call(engine, request, PATIENCE, row -> {
                next[0] = row.path(NEXT).asText("");
                count[0] += row.path(COUNT).asLong();
            });
        } while (!next[0].isEmpty());
        return count[0];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(GLOB, TAGS, AFTER, LIKE, COUNT);
    }

    /** The store has to look. */
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
        if (!health.isWhole()) {
            throw new ControlException("storage: what an earlier run left is being read; try again");
        }
        try {
            if (request.has(LIKE)) {
                return history.spellings(bytes(request.path(LIKE).asText()), AmbiguousKeyException.MOST).stream()
                        .map(key -> ControlLine.object().put(KEY, text(key)))
                        .iterator();
            }
            final KeyFilter filter = filter(request);
            final boolean isCount = request.path(COUNT).asBoolean();
            final KeyPage page =
                    history.keys(filter, bytes(request.path(AFTER).asText()), isCount ? COUNTED_PAGE : PAGE);
            final Stream<ObjectNode> next =
                    page.isLast() ? Stream.of() : Stream.of(ControlLine.object().put(NEXT, text(page.next())));
            final Stream<ObjectNode> rows = isCount
                    ? Stream.of(ControlLine.object().put(COUNT, page.keys().size()))
                    : page.keys().stream().map(key -> ControlLine.object().put(KEY, text(key)));
            return Stream.concat(rows, next).iterator();
        } catch (final HistoryException unavailable) {
            throw new ControlException(unavailable.getMessage(), unavailable);
        }
    }

    private KeyFilter filter(final JsonNode request) {
        final List<TagCondition> tags = new ArrayList<>();
        for (final JsonNode text : request.path(TAGS)) {
            try {
                tags.add(TagCondition.of(bytes(text.asText()), regex -> patterns.compile(regex)::isFoundIn));
            } catch (final IllegalArgumentException malformed) {
                throw new ControlException(malformed.getMessage(), malformed);
            }
        }
        return new KeyFilter(new byte[0], bytes(request.path(GLOB).asText()), tags);
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
