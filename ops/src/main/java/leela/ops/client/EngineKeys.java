package leela.ops.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.NearestName;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.ControlException;
import leela.ops.admin.KeysControl;
import leela.ops.config.Config;

/**
 * The keys that have a history with the running engine. Over the control socket they come byte by byte; over HTTP,
 * where there is no such socket, as text.
 * Thread: one.
 * Memory: a page of keys.
 */
public final class EngineKeys {

    private static final String SPECIAL = "*?[\\";
    private static final int PAGE = 1000;
    private static final int MOST_COMPARED = 20_000;
    private static final int MOST_NEAR = 5;

    private final Config config;

    public EngineKeys(final Config config) {
        this.config = config;
    }

    /** Shows all keys that this glob matches, in the order of their bytes; all there are where it is empty. */
    public void list(final byte[] glob, final Consumer<byte[]> sink) throws IOException {
        list(glob, Long.MAX_VALUE, sink);
    }

    private void list(final byte[] glob, final long enough, final Consumer<byte[]> sink) throws IOException {
        final boolean[] hasBegun = {false};
        try {
            KeysControl.ask(config.leela(), glob, enough, key -> {
                hasBegun[0] = true;
                sink.accept(key);
            });
        } catch (final ControlException unreachable) {
            if (hasBegun[0]) {
                throw unreachable;
            }
            listOverHttp(glob, enough, sink);
        }
    }

    /** The keys that a person means: that very key, or those that it matches as a glob; none where there is no such. */
    public List<byte[]> named(final byte[] key) throws IOException {
        final List<byte[]> keys = new ArrayList<>();
        list(literal(key), keys::add);
        if (keys.isEmpty() && isGlob(key)) {
            list(key, keys::add);
        }
        return keys;
    }

    /** Whether it holds what stands for other bytes in a glob. */
    public static boolean isGlob(final byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1).matches("(?s).*[*?\\[].*");
    }

    /** A glob that matches this key alone. */
    public static byte[] literal(final byte[] key) {
        final ByteArrayOutputStream glob = new ByteArrayOutputStream(key.length);
        for (final byte next : FoldedKey.of(key)) {
            if (SPECIAL.indexOf(next) >= 0) {
                glob.write('\\');
            }
            glob.write(next);
        }
        return glob.toByteArray();
    }

    /** Keys that one may have meant by this one, which is not there: the nearest first, a few at most. */
    public List<String> near(final byte[] key) throws IOException {
        final String word = PrintableText.ofKey(key).toLowerCase(Locale.ROOT);
        final byte[] beginning = literal(Arrays.copyOf(key, key.length / 2));
        final byte[] alike = Arrays.copyOf(beginning, beginning.length + 1);
        alike[beginning.length] = '*';
        final Set<String> all = new LinkedHashSet<>();
        // where there are many keys, those that begin alike are looked at first
        list(alike, MOST_COMPARED, one -> all.add(PrintableText.ofKey(one)));
        list(new byte[0], MOST_COMPARED, one -> all.add(PrintableText.ofKey(one)));
        final List<String> near = NearestName.several(word, all, MOST_NEAR);
        all.stream()
                .filter(one -> one.contains(word))
                .sorted(Comparator.comparingInt(String::length))
                .filter(one -> !near.contains(one))
                .limit(MOST_NEAR - near.size())
                .forEach(near::add);
        return near;
    }

    private void listOverHttp(final byte[] glob, final long enough, final Consumer<byte[]> sink) throws IOException {
        final EngineHttp http = new EngineHttp(config);
        String after = "";
        long count = 0;
        do {
            final String path = "/v1/keys?limit=" + PAGE + "&glob=" + EngineHttp.encode(glob) + "&after="
                    + EngineHttp.encode(after.getBytes(StandardCharsets.UTF_8));
            try (InputStream body = http.get(path)) {
                final JsonNode page = body == null
                        ? new ObjectMapper().createObjectNode()
                        : new ObjectMapper().readTree(body).path("results");
                page.path("keys").forEach(key -> sink.accept(key.asText().getBytes(StandardCharsets.UTF_8)));
                count += page.path("keys").size();
                after = page.path("next").asText("");
            }
        } while (!after.isEmpty() && count < enough);
    }
}
