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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import leela.engine.keys.AskedKey;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.NearestName;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.ControlException;
import leela.ops.admin.KeysControl;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;

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
    private final EngineUrl url;

    public EngineKeys(final Config config, final EngineUrl url) {
        this.config = config;
        this.url = url;
    }

    /** Where its control socket is. */
    private LeelaConfig local() {
        if (url.isGiven()) {
            throw new ControlException("an engine elsewhere has no control socket here");
        }
        return config.leela();
    }

    /** Shows all keys that match, in the order of their bytes. */
    public void list(final KeysControl.Asked asked, final Consumer<byte[]> sink) throws IOException {
        list(asked, Long.MAX_VALUE, sink);
    }

    /** How many keys match; the engine counts. */
    public long count(final KeysControl.Asked asked) throws IOException {
        try {
            return KeysControl.count(local(), asked);
        } catch (final ControlException unreachable) {
            try (InputStream body = new EngineHttp(config, url).get("/v1/keys?count=true" + parameters(asked))) {
                return body == null
                        ? 0
                        : new ObjectMapper()
                                .readTree(body)
                                .path("results")
                                .path("count")
                                .asLong();
            }
        }
    }

    private static String parameters(final KeysControl.Asked asked) {
        return "&glob=" + EngineHttp.encode(asked.glob())
                + asked.tags().stream()
                        .map(tag -> "&tag=" + EngineHttp.encode(tag))
                        .collect(Collectors.joining());
    }

    private void list(final KeysControl.Asked asked, final long enough, final Consumer<byte[]> sink)
            throws IOException {
        final boolean[] hasBegun = {false};
        try {
            KeysControl.ask(local(), asked, enough, key -> {
                hasBegun[0] = true;
                sink.accept(key);
            });
        } catch (final ControlException unreachable) {
            if (hasBegun[0]) {
                throw unreachable;
            }
            listOverHttp(asked, enough, sink);
        }
    }

    /**
     * The keys that a person means: that very key, its tags in any order, or the one that equals it when case is
     * ignored, or those that it matches as a glob; none where there is no such.
     *
     * @throws Failure where several keys equal it when case is ignored; they are named
     */
    public List<byte[]> named(final byte[] key) throws IOException {
        final byte[] inOrder = AskedKey.canonical(key);
        final List<byte[]> keys = new ArrayList<>(like(key));
        if (keys.isEmpty() && inOrder != key) {
            keys.addAll(like(inOrder));
        }
        if (keys.size() > 1) {
            throw new Failure(PrintableText.ofKey(key)
                    + " may be several keys: "
                    + keys.stream().map(PrintableText::ofKey).collect(Collectors.joining(", ")));
        }
        if (keys.isEmpty() && isGlob(key)) {
            list(matching(key), keys::add);
        }
        return keys;
    }

    /** Those for whose tags all these conditions hold: of this glob, or of this name, with any tags. */
    public List<byte[]> tagged(final byte[] name, final List<byte[]> conditions) throws IOException {
        final List<byte[]> keys = new ArrayList<>();
        if (isGlob(name)) {
            list(new KeysControl.Asked(name, conditions), keys::add);
            return keys;
        }
        final byte[] literal = literal(name);
        for (final String end : List.of("", ";*")) {
            final byte[] ending = end.getBytes(StandardCharsets.US_ASCII);
            final byte[] glob = Arrays.copyOf(literal, literal.length + ending.length);
            System.arraycopy(ending, 0, glob, literal.length, ending.length);
            list(new KeysControl.Asked(glob, conditions), keys::add);
        }
        return keys;
    }

    private static KeysControl.Asked matching(final byte[] glob) {
        return new KeysControl.Asked(glob, List.of());
    }

    private List<byte[]> like(final byte[] key) throws IOException {
        final List<byte[]> keys = new ArrayList<>();
        try {
            KeysControl.askLike(local(), key, keys::add);
        } catch (final ControlException unreachable) {
            page(new EngineHttp(config, url), "/v1/keys?like=" + EngineHttp.encode(key), keys::add);
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
        for (final byte next : key) {
            if (SPECIAL.indexOf(next) >= 0) {
                glob.write('\\');
            }
            glob.write(next);
        }
        return glob.toByteArray();
    }

    /** A glob that matches these bytes whatever the case of their letters; as they are where that would be too long. */
    public static byte[] inAnyCase(final byte[] text) {
        final ByteArrayOutputStream glob = new ByteArrayOutputStream(4 * text.length);
        for (final byte next : text) {
            final char letter = (char) next;
            if (letter < 128 && Character.isLetter(letter)) {
                glob.writeBytes(("[" + Character.toLowerCase(letter) + Character.toUpperCase(letter) + "]")
                        .getBytes(StandardCharsets.US_ASCII));
            } else {
                glob.writeBytes(literal(new byte[] {next}));
            }
        }
        return glob.size() + 2 > KeyFilter.MAX_GLOB_LENGTH ? literal(text) : glob.toByteArray();
    }

    /** Says that there is no such key, and which one may have been meant. */
    public Failure unknown(final String name, final byte[] typed) throws IOException {
        if (isGlob(typed)) {
            return new Failure("no key matches " + name);
        }
        final List<String> near = near(typed);
        return new Failure("there is no key " + name + " with a history"
                + (near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)"));
    }

    /** Keys that one may have meant by this one, which is not there: the nearest first, a few at most. */
    public List<String> near(final byte[] key) throws IOException {
        final String word = lower(key);
        final byte[] beginning = literal(Arrays.copyOf(key, key.length / 2));
        final byte[] alike = Arrays.copyOf(beginning, beginning.length + 1);
        alike[beginning.length] = '*';
        final Map<String, String> all = new LinkedHashMap<>();
        // where there are many keys, those that begin alike are looked at first
        list(matching(alike), MOST_COMPARED, one -> all.putIfAbsent(lower(one), PrintableText.ofKey(one)));
        list(matching(new byte[0]), MOST_COMPARED, one -> all.putIfAbsent(lower(one), PrintableText.ofKey(one)));
        final List<String> near = NearestName.several(word, all.keySet(), MOST_NEAR);
        all.keySet().stream()
                .filter(one -> one.contains(word))
                .sorted(Comparator.comparingInt(String::length))
                .filter(one -> !near.contains(one))
                .limit(MOST_NEAR - near.size())
                .forEach(near::add);
        return near.stream().map(all::get).toList();
    }

    private static String lower(final byte[] key) {
        return PrintableText.ofKey(key).toLowerCase(Locale.ROOT);
    }

    private void listOverHttp(final KeysControl.Asked asked, final long enough, final Consumer<byte[]> sink)
            throws IOException {
        final EngineHttp http = new EngineHttp(config, url);
        final long[] count = {0};
        String after = "";
        do {
            after = page(
                    http,
                    "/v1/keys?limit=" + PAGE + parameters(asked) + "&after="
                            + EngineHttp.encode(after.getBytes(StandardCharsets.UTF_8)),
                    key -> {
                        count[0]++;
                        sink.accept(key);
                    });
        } while (!after.isEmpty() && count[0] < enough);
    }

    /** Shows a page of keys; what the next one comes behind, or nothing at the end. */
    private static String page(final EngineHttp http, final String path, final Consumer<byte[]> sink)
            throws IOException {
        try (InputStream body = http.get(path)) {
            final JsonNode page = body == null
                    ? new ObjectMapper().createObjectNode()
                    : new ObjectMapper().readTree(body).path("results");
            page.path("keys").forEach(key -> sink.accept(key.asText().getBytes(StandardCharsets.UTF_8)));
            return page.path("next").asText("");
        }
    }
}
